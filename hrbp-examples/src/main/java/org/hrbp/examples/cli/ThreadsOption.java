/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import org.hrbp.examples.run.RefusedException;
import org.hrbp.kernel.HrbpThreads;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many threads the kernels have. */
final class ThreadsOption {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the kernels; the result does not depend on it. Default: all cores.")
    private @Nullable Integer threads;

    /** Sets the number of threads. */
    void apply() {
        if (threads == null) {
            return;
        }
        try {
            HrbpThreads.setThreads(threads);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("--threads: " + e.getMessage());
        }
    }
}
