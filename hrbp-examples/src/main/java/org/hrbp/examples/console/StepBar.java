/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.console;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr that is cleared when it is done. */
public final class StepBar implements AutoCloseable {
    private final ProgressBar bar;

    /**
     * Starts a bar.
     *
     * @param task what is going on
     * @param steps number of steps until it is done
     * @param visible false draws nothing
     */
    public StepBar(String task, long steps, boolean visible) {
        bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(500)
                .clearDisplayOnFinish()
                .setConsumer(
                        visible
                                ? new ConsoleProgressBarConsumer(System.err)
                                : new DelegatingProgressBarConsumer(line -> {}))
                .build();
    }

    /**
     * Takes one step.
     *
     * @param message shown behind the bar
     */
    public void step(String message) {
        bar.setExtraMessage(message);
        bar.step();
    }

    @Override
    public void close() {
        bar.close();
    }
}
