/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.hrbp.examples.console.Terminal;
import org.hrbp.examples.run.Names;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.RunResources;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a run that do not change its result. */
final class MachineOptions {
    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the data set is; default: property hrbp.data, variable HRBP_DATA or ~/.cache/hrbp.")
    @Nullable
    Path dataDir;

    @Option(names = "--quiet", description = "No progress and no line per epoch; the result only.")
    boolean quiet;

    @Option(
            names = "--loader-threads",
            paramLabel = "N",
            description =
                    "Threads that decode image files; the result does not depend on it. Default: as many as cores.")
    private int loaderThreads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--corrupt",
            paramLabel = "WHAT",
            defaultValue = "fatal",
            description = "Image files that cannot be read are named and end the run (fatal) or are left out (skip)."
                    + " Default: ${DEFAULT-VALUE}.")
    private String corrupt = "fatal";

    @Option(
            names = "--checkpoint-steps",
            paramLabel = "N",
            description = "Also leave a checkpoint every N steps within an epoch. Default: 0, between epochs only.")
    private int checkpointSteps;

    /**
     * What the run may use.
     *
     * @throws RefusedException if a value is not possible
     */
    RunResources resources() {
        return resources(null);
    }

    /** The same with the data in another folder, if one is given. */
    RunResources resources(@Nullable Path otherData) {
        boolean skip = Names.index("--corrupt", corrupt, List.of("fatal", "skip")) == 1;
        return new RunResources(otherData == null ? dataDir : otherData, loaderThreads, skip, checkpointSteps);
    }

    /** Sets the number of threads. */
    void apply() {
        threads.apply();
    }

    RunOutput output(CommandLine command) {
        PrintWriter epochs = quiet ? new PrintWriter(PrintWriter.nullWriter()) : command.getOut();
        return new RunOutput(epochs, command.getErr(), !quiet && Terminal.onStderr());
    }
}
