/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.function.IntConsumer;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.TensorLayout;

/** Work that is independent between channels. */
public final class ChannelTasks {
    /** Elements that are worth a task of their own. */
    private static final int TASK_ELEMENTS = 1 << 14;

    private ChannelTasks() {}

    /**
     * Runs work for every channel, several small channels to a task.
     *
     * @param layout channels and their size
     * @param work work on one channel
     */
    public static void run(TensorLayout layout, IntConsumer work) {
        int each = Math.max(1, TASK_ELEMENTS / layout.planeValues());
        int tasks = (layout.channels() + each - 1) / each;
        HrbpThreads.run(tasks, (task, thread) -> {
            int end = Math.min(layout.channels(), (task + 1) * each);
            for (int c = task * each; c < end; c++) {
                work.accept(c);
            }
        });
    }
}
