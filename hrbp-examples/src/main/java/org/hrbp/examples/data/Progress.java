/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.InputStream;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.hrbp.examples.console.Terminal;

/** A progress bar on stderr. */
final class Progress {
    private Progress() {}

    /** Shows how much of a stream was read; nothing is shown when there is no terminal. Length -1 is unknown. */
    static InputStream show(InputStream in, Path file, long length) {
        if (!Terminal.onStderr()) {
            return in;
        }
        ProgressBarBuilder bar = new ProgressBarBuilder()
                .setTaskName(String.valueOf(file.getFileName()))
                .setInitialMax(length)
                .setUnit(" MB", 1_000_000)
                .setConsumer(new ConsoleProgressBarConsumer(System.err));
        return ProgressBar.wrap(in, bar);
    }
}
