/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.core.storage.listener.RoutingIterationListener;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.parallelism.trainer.Trainer;
import org.jspecify.annotations.Nullable;

/**
 * Waits until all replicas are made. ParallelWrapper lets the first worker train the network that the others still copy; their
 * copies may then hold parts of its first steps. It copies listeners of this interface once per worker, when its replica is complete:
 * the only sign of it.
 */
@SuppressWarnings("serial") // a listener is never stored
final class StartGate extends BaseTrainingListener implements RoutingIterationListener {
    private static final long LOOK_MILLIS = 5;

    private transient volatile CountDownLatch missing = new CountDownLatch(0);

    /** A new fit begins, whose replicas are not made yet. */
    void expect(int workers) {
        missing = new CountDownLatch(workers);
    }

    /** @throws RuntimeException DL4J's, if a replica cannot be made */
    void await(Trainer[] trainers) {
        boolean interrupted = false;
        boolean open = false;
        while (!open) {
            try {
                open = missing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
            for (Trainer trainer : trainers) {
                trainer.isRunning(); // throws what the worker has thrown
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    @SuppressWarnings("CloneableClassWithoutClone")
    public StartGate clone() {
        missing.countDown();
        return this;
    }

    @Override
    public void setStorageRouter(@Nullable StatsStorageRouter router) {}

    @Override
    public @Nullable StatsStorageRouter getStorageRouter() {
        return null;
    }

    @Override
    public void setWorkerID(String id) {}

    @Override
    public String getWorkerID() {
        return "";
    }

    @Override
    public void setSessionID(String id) {}

    @Override
    public String getSessionID() {
        return "";
    }
}
