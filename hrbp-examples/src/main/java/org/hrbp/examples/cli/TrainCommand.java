/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunConfig;
import org.hrbp.examples.run.RunFolder;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.RunReport;
import org.hrbp.examples.run.TrainRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hrbp train}. Exit code 0 done, 1 failure, 2 usage, 130 stopped by Ctrl-C. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description =
                "Trains a network in a run folder; every epoch leaves a checkpoint from which --resume goes on, to"
                        + " the same bits.")
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private NetOptions net = new NetOptions();

    @Mixin
    private RecipeOptions recipe = new RecipeOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Run folder, new or empty. Default: runs/NET-DATA-STRUCTURE-TIME.")
    private @Nullable Path out;

    @Option(
            names = "--resume",
            description = "Go on with the run in --out. Other options may be left out; one that differs is refused.")
    private boolean resume;

    @Mixin
    private UiOptions ui = new UiOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    /** Made by picocli. */
    public TrainCommand() {}

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        json.check();
        machine.apply();
        RunReport report;
        try (RunPage page = ui.open(machine.output(command))) {
            report = resume ? resume(page.output()) : start(page.output());
        }
        command.getOut().println(line(report));
        json.write(report);
        return 0;
    }

    private RunReport start(RunOutput output) {
        RunConfig config = Defaults.complete(net, recipe, null);
        return TrainRun.start(config, out == null ? RunFolders.dated(config) : out, output, machine.resources());
    }

    private RunReport resume(RunOutput output) {
        if (out == null) {
            throw new RefusedException("--resume needs --out DIR, the folder of the run");
        }
        RunConfig recorded = new RunFolder(out).recorded().orElse(null);
        return TrainRun.resume(Defaults.complete(net, recipe, recorded), out, output, machine.resources());
    }

    private static String line(RunReport report) {
        return String.format(
                Locale.ROOT,
                "test accuracy %.2f %% (best epoch %.2f %%), %d of %d weights, %.4f s/step with %s kernels, run in %s",
                100 * report.testAccuracy(),
                100 * report.bestTestAccuracy(),
                report.weightsKept(),
                report.weightsDense(),
                report.secondsPerStep(),
                report.kernel(),
                report.runDir());
    }
}
