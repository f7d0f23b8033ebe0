/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import org.hrbp.examples.run.RunOutput;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a training that is watched in the browser. */
final class UiOptions {
    @Option(
            names = "--ui",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "9000",
            description =
                    "Show the sparse layers on a page of this machine while the run lasts, by default on port 9000;"
                            + " 0 is any free port.")
    private @Nullable Integer port;

    @Option(
            names = "--ui-file",
            description = "Keep what the page shows in ui.dl4j of the run folder, for hrbp ui FILE.")
    private boolean file;

    /** Starts the page, if it is wanted. */
    RunPage open(RunOutput output) {
        return port == null && !file ? new RunPage(output) : new UiPage(output, port, file);
    }
}
