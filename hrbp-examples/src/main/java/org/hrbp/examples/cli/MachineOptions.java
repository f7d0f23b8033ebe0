/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.hrbp.examples.console.Terminal;
import org.hrbp.examples.run.RunOutput;
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

    /** Sets the number of threads. */
    void apply() {
        threads.apply();
    }

    RunOutput output(CommandLine command) {
        PrintWriter epochs = quiet ? new PrintWriter(PrintWriter.nullWriter()) : command.getOut();
        return new RunOutput(epochs, command.getErr(), !quiet && Terminal.onStderr());
    }
}
