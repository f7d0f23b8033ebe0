/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.Console;
import java.io.InputStream;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** A progress bar on stderr. */
final class Progress {
    private Progress() {}

    /** Shows how much of a stream was read; nothing is shown when there is no terminal. Length -1 is unknown. */
    static InputStream show(InputStream in, Path file, long length) {
        if (!onTerminal()) {
            return in;
        }
        ProgressBarBuilder bar = new ProgressBarBuilder()
                .setTaskName(String.valueOf(file.getFileName()))
                .setInitialMax(length)
                .setUnit(" MB", 1_000_000)
                .setConsumer(new ConsoleProgressBarConsumer(System.err));
        return ProgressBar.wrap(in, bar);
    }

    /** From JDK 22 on a console may exist without a terminal; {@code isTerminal} exists from there on. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
