/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.bench.Baseline;
import org.hrbp.examples.bench.BaselineRuns;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.bench.FullRun;
import org.hrbp.examples.bench.StepBench;
import org.hrbp.examples.bench.StepRow;
import org.hrbp.examples.bench.StepTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hrbp bench step}. Exit code 0 done, 1 failure, 2 usage, 130 stopped by Ctrl-C. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description =
                "Times whole training steps on random images; all rows in turns, DL4J's own layers afterwards, each in a"
                        + " JVM of its own.")
public final class BenchStepCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--baseline",
            paramLabel = "NAME",
            split = ",",
            completionCandidates = BaselineNames.class,
            description = "Also the dense network of DL4J's own layers: ${COMPLETION-CANDIDATES}.")
    private List<String> baselines = List.of();

    @Option(
            names = "--baseline-warmup",
            paramLabel = "N",
            defaultValue = "2",
            description = "Steps of a baseline before the timed ones. Default: ${DEFAULT-VALUE}.")
    private int baselineWarmup;

    @Option(
            names = "--baseline-steps",
            paramLabel = "N",
            defaultValue = "3",
            description = "Timed steps of a baseline. Default: ${DEFAULT-VALUE}.")
    private int baselineSteps;

    @Option(
            names = "--onednn-jar",
            paramLabel = "FILE",
            description = "ND4J's native library with oneDNN, for --baseline dl4j-onednn.")
    private @Nullable Path onednnJar;

    /** Made by picocli. */
    public BenchStepCommand() {}

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        BaselineRuns runs = new BaselineRuns(
                baselines.stream().map(Baseline::byId).distinct().toList(), baselineWarmup, baselineSteps, onednnJar);
        runs.check();
        BenchConfig config = options.checked();
        List<StepRow> rows = StepBench.run(config, runs, options.output(command), options.json::writeLines);
        command.getOut().println(StepTable.of(rows));
        FullRun.estimates(rows).forEach(command.getOut()::println);
        return 0;
    }

    /** For help and completion. */
    static final class BaselineNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        BaselineNames() {
            super(Baseline.ids());
        }
    }
}
