/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.io.PrintWriter;
import java.util.List;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.console.Terminal;
import org.hrbp.examples.run.RunOutput;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that all benchmarks share. */
final class BenchOptions {
    @Option(
            names = "--net",
            paramLabel = "NAME",
            required = true,
            completionCandidates = NetOptions.NetNames.class,
            description = "Network: ${COMPLETION-CANDIDATES}.")
    private String net = "";

    @Option(
            names = "--structure",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "dense,hrbp",
            completionCandidates = NetOptions.StructureNames.class,
            description = "Structures of the patterns: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private List<String> structures = List.of();

    @Option(
            names = "--sparsity",
            paramLabel = "S",
            split = ",",
            defaultValue = "0.9",
            description =
                    "Shares of the weights that do not exist, each in [0, 1); dense has 0. Default: ${DEFAULT-VALUE}.")
    private List<Double> sparsities = List.of();

    @Option(
            names = "--allocation",
            paramLabel = "NAME",
            defaultValue = "uniform",
            completionCandidates = NetOptions.AllocationNames.class,
            description = "How density is spread over the layers: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private String allocation = "";

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Images per step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "40",
            description = "Steps before the timed ones. Default: ${DEFAULT-VALUE}.")
    private int warmup;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Timed steps of each row. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of weights, patterns and images. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--quiet", description = "No progress; the result only.")
    private boolean quiet;

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Mixin
    final JsonOption json = new JsonOption();

    /** The configuration, after everything was checked; sets the number of threads. */
    BenchConfig checked() {
        BenchConfig config = new BenchConfig(net, structures, sparsities, allocation, batch, warmup, steps, seed);
        config.check();
        json.check();
        threads.apply();
        return config;
    }

    RunOutput output(CommandLine command) {
        PrintWriter err = command.getErr();
        return new RunOutput(command.getOut(), err, !quiet && Terminal.onStderr());
    }
}
