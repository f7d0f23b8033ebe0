/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Notices that the JVM is asked to end (Ctrl-C, SIGTERM) and holds it until the run has come to a clean stop. The JVM then
 * exits with 128 + the signal's number, 130 for Ctrl-C.
 */
public final class StopSignal implements AutoCloseable {
    /** A step is far shorter; writing a checkpoint, too. */
    private static final long MAX_SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "hrbp-stop");
    private volatile boolean requested;

    /** Begins to listen. */
    public StopSignal() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Whether the JVM is asked to end.
     *
     * @return true from then on
     */
    public boolean requested() {
        return requested;
    }

    private void stop() {
        requested = true;
        try {
            if (!ended.await(MAX_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("hrbp: gave up waiting for the run to stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the JVM is ending: the hook is running and has just been released
            requested = true;
        }
    }
}
