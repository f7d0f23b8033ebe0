/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hrbp.examples.reproduce.Grid;
import org.hrbp.examples.reproduce.Peers;
import org.hrbp.examples.reproduce.Plan;
import org.hrbp.examples.reproduce.Reproduction;
import org.hrbp.examples.reproduce.Scale;
import org.hrbp.examples.reproduce.Schedule;
import org.hrbp.examples.reproduce.TableMethod;
import org.hrbp.examples.reproduce.Target;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunResources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hrbp reproduce}. Exit code 0 done, 1 failure, 2 usage, 130 stopped by Ctrl-C. */
@Command(
        name = "reproduce",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a table or figure of the paper and writes it beside the paper's numbers.",
            "Called again with the same options it goes on where it was stopped; finished runs are never repeated. A second"
                    + " process on the same folder takes runs that nobody is at; their times are then not worth anything."
        })
public final class ReproduceCommand implements Callable<Integer> {
    private static final Set<String> FOLDERS =
            Set.of("--out", "--cells", "--data", "--data-dir", "--python", "--onednn-jar");

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "TARGET", completionCandidates = Targets.class, description = "${COMPLETION-CANDIDATES}.")
    private String target = "";

    @Option(
            names = "--scale",
            paramLabel = "SCALE",
            completionCandidates = Scales.class,
            description =
                    "How much of the recipe: ${COMPLETION-CANDIDATES}; full has 160 epochs (90 for ImageNet), 1/8 an eighth, smoke only shows"
                            + " that every run works.")
    private @Nullable String scale;

    @Option(names = "--data", paramLabel = "DIR", description = "Where the data sets are, the same as --data-dir.")
    private @Nullable Path data;

    @Option(names = "--seeds", paramLabel = "K", defaultValue = "1", description = "Seeds 1 to K. Default: 1.")
    private int seeds;

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs of each training, instead of the scale's.")
    private @Nullable Integer epochs;

    @Option(
            names = "--lth-epochs",
            paramLabel = "N",
            description = "Epochs of the rounds of the lottery ticket before its last, up to 14. Default: as --epochs.")
    private @Nullable Integer lotteryEpochs;

    @Option(names = "--nets", paramLabel = "NAME", split = ",", description = "These nets only, or others.")
    private List<String> nets = List.of();

    @Option(names = "--datasets", paramLabel = "NAME", split = ",", description = "These data sets only, or others.")
    private List<String> dataSets = List.of();

    @Option(
            names = "--methods",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = Methods.class,
            description = "These methods only, or others: ${COMPLETION-CANDIDATES}.")
    private List<String> methods = List.of();

    @Option(names = "--sparsities", paramLabel = "S", split = ",", description = "These sparsities only, or others.")
    private List<Double> sparsities = List.of();

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Timed steps of each measurement. Default: the scale's, 20.")
    private @Nullable Integer steps;

    @Option(
            names = "--speed-only",
            description = "Train nothing: measure nets as they are before training, where they need no data for that.")
    private boolean speedOnly;

    @Option(
            names = "--python",
            paramLabel = "EXE",
            description = "Python with PyTorch, to compare speed with. Default: no comparison.")
    private @Nullable String python;

    @Option(
            names = "--onednn-jar",
            paramLabel = "FILE",
            description = "ND4J's native library with oneDNN, to compare speed with the fastest dense DL4J. Default: no"
                    + " comparison.")
    private @Nullable Path onednnJar;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of runs and results. Default: runs/reproduce-TARGET-SCALE.")
    private @Nullable Path out;

    @Option(
            names = "--cells",
            paramLabel = "DIR",
            description = "Folder of the runs, which targets of one schedule may share. Default: cells in --out.")
    private @Nullable Path cells;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "Run nothing: write table and figures of the CSV files in DIR, into --out or DIR.")
    private @Nullable Path from;

    @Mixin
    private MachineOptions machine = new MachineOptions();

    /** Made by picocli. */
    public ReproduceCommand() {}

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        Target its = Target.byId(target);
        if (from != null) {
            command.getOut().print(Reproduction.write(from, its, out == null ? from : out));
            return 0;
        }
        if (scale == null) {
            throw new RefusedException("--scale is missing, choose one of " + String.join(", ", Scale.ids()));
        }
        machine.apply();
        RunResources resources = machine.resources(data);
        Scale much = Scale.byId(scale);
        Grid grid = its.grid()
                .with(nets, dataSets, methods.stream().map(TableMethod::byId).toList(), sparsities);
        Plan plan = new Plan(
                its,
                grid,
                much,
                Schedule.of(much, grid.recipe(), epochs, lotteryEpochs),
                seeds,
                steps == null ? much.timedSteps() : steps,
                told(command.getParseResult().originalArgs()),
                speedOnly);
        Path folder = out == null ? Path.of("runs", "reproduce-" + target + "-" + scale.replace("/", "of")) : out;
        String table =
                Reproduction.run(plan, folder, cells, resources, new Peers(python, onednnJar), machine.output(command));
        command.getOut().print(table);
        command.getOut().println("written to " + folder);
        return 0;
    }

    /** The command line for the table, without the folders of this machine. */
    private static String told(List<String> args) {
        List<String> words = new ArrayList<>(List.of("hrbp"));
        for (Iterator<String> rest = args.iterator(); rest.hasNext(); ) {
            String word = rest.next();
            String option = word.replaceFirst("=.*", "");
            if (!FOLDERS.contains(option)) {
                words.add(word);
            } else if (option.equals(word) && rest.hasNext()) {
                rest.next();
            }
        }
        return String.join(" ", words);
    }

    /** For help and completion. */
    static final class Targets extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Targets() {
            super(Target.ids());
        }
    }

    /** For help and completion. */
    static final class Scales extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Scales() {
            super(Scale.ids());
        }
    }

    /** For help and completion. */
    static final class Methods extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Methods() {
            super(TableMethod.ids());
        }
    }
}
