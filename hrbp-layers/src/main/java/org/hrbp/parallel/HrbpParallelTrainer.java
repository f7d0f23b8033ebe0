/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.iterator.MultiDataSetIterator;

/**
 * Trains a network with several workers in this JVM by DL4J's ParallelWrapper, and sees to what sparse layers need there: all
 * replicas start equal, topology updates are decided once and reach all replicas together with weights and updater state, and the
 * network has its updater state and its listeners after {@code fit}, where ParallelWrapper drops them.
 *
 * <p>A step is one mini-batch for every worker: the network's iteration count grows by one for as many mini-batches as there are
 * workers. Parameters, momentum and the patterns are exchanged packed, see {@link #traffic()}. Listeners of the network are shared by
 * the workers and called by them at once, as ParallelWrapper does it.
 *
 * <p>Work after the last averaging is lost but for the first worker's, as in ParallelWrapper: let every {@code fit} have a
 * multiple of workers times averaging frequency of mini-batches.
 */
public final class HrbpParallelTrainer {
    private final Root root;
    private final ParallelWrapper wrapper;
    private final Barrier barrier;
    private final Collection<TrainingListener> listeners;
    private final boolean sharesGradients;
    private boolean failed;

    HrbpParallelTrainer(
            Root root,
            ParallelWrapper wrapper,
            Barrier barrier,
            Collection<TrainingListener> listeners,
            boolean sharesGradients) {
        this.root = root;
        this.wrapper = wrapper;
        this.barrier = barrier;
        this.listeners = List.copyOf(listeners);
        this.sharesGradients = sharesGradients;
    }

    /**
     * Starts with the defaults: two workers, parameters averaged after every step, static patterns.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph, which is trained
     * @return the builder
     */
    public static HrbpParallelTrainerBuilder builder(Model model) {
        return new HrbpParallelTrainerBuilder(model);
    }

    /**
     * Trains with all mini-batches of an iterator.
     *
     * @param data the mini-batches, dealt to the workers in turn; is reset before if it has none left
     * @throws RuntimeException what a worker has thrown; the trainer is of no further use then
     */
    public void fit(DataSetIterator data) {
        run(() -> wrapper.fit(data));
    }

    /**
     * Trains a ComputationGraph with all mini-batches of an iterator.
     *
     * @param data the mini-batches, dealt to the workers in turn; is reset before if it has none left
     * @throws RuntimeException what a worker has thrown; the trainer is of no further use then
     */
    public void fit(MultiDataSetIterator data) {
        run(() -> wrapper.fit(data));
    }

    private synchronized void run(Runnable fit) {
        if (failed) {
            throw new IllegalStateException("A worker has failed before; build a new trainer");
        }
        Updater updater = root.updater();
        barrier.begin();
        failed = true;
        try {
            fit.run();
            barrier.end();
            failed = false;
        } finally {
            if (failed
                    && !sharesGradients) { // with shared gradients the others may wait for the failed worker for ever
                wrapper.shutdown();
            }
            root.restore(updater, listeners);
        }
        root.roundPatterns();
    }

    /**
     * What a replica hands over at an exchange: after every {@code averagingFrequency} steps, or with shared gradients in every step.
     *
     * @return the bytes, beside those of a dense network
     */
    public RoundTraffic traffic() {
        return sharesGradients
                ? RoundTraffic.ofSharing(root.model())
                : RoundTraffic.ofAveraging(root.model(), wrapper.isAverageUpdaters());
    }
}
