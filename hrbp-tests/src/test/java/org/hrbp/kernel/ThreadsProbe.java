/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.concurrent.atomic.AtomicInteger;

/** Main of a JVM that has no room for many threads: prints what becomes of a run that cannot start them, and of the next. */
final class ThreadsProbe {
    private ThreadsProbe() {}

    public static void main(String[] args) {
        HrbpThreads.setThreads(256);
        try {
            HrbpThreads.run(256, (task, thread) -> {});
            System.out.println("all started");
        } catch (OutOfMemoryError e) {
            System.out.println("refused: " + e.getMessage());
        }
        while (helpers()) {
            Thread.onSpinWait();
        }
        System.out.println("no helper is left");
        for (int count = 1; count <= 3; count++) {
            HrbpThreads.setThreads(count);
            AtomicInteger sum = new AtomicInteger();
            HrbpThreads.run(10, (task, thread) -> sum.addAndGet(task));
            System.out.println("sum " + sum + " on " + count);
        }
    }

    private static boolean helpers() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(t -> t.getName().startsWith("hrbp-kernel"));
    }
}
