/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.console.StepBar;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.model.HrbpUpdater;
import org.nd4j.linalg.dataset.AsyncDataSetIterator;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Trains epoch by epoch and times the steps. */
final class EpochTrainer {
    /** Steps after the start of the JVM that are not timed, unless an epoch has fewer than twice as many. */
    private static final int WARM_UP = 10;

    /** What to do about numbers that are not finite. */
    static final String HINT = "; try a smaller --lr";

    private static final int PREFETCH = 4;

    private final ComputationGraph net;
    private final RunData data;
    private final RunConfig config;
    private final ImageIterator batches;
    private final StopSignal stop;
    private final Topology topology;
    private final boolean showBar;
    private boolean warm;

    /** What an epoch gave. */
    record Result(double loss, double secondsPerStep, double seconds) {}

    EpochTrainer(
            ComputationGraph net, RunData data, RunConfig config, Topology topology, StopSignal stop, boolean showBar) {
        this.net = net;
        this.topology = topology;
        topology.attach(net);
        HrbpUpdater.attach(net);
        this.data = data;
        this.config = config;
        this.batches = data.trainBatches();
        this.stop = stop;
        this.showBar = showBar;
    }

    /**
     * Trains one epoch; batches are prepared by another thread.
     *
     * @param epoch number of the epoch, from 0
     * @throws RunException if the loss or a parameter is not finite
     * @throws StoppedException if the user wants to stop
     */
    Result train(int epoch) {
        batches.setEpoch(epoch);
        // dropout draws from ND4J's generator, whose state is not in a checkpoint
        Nd4j.getRandom().setSeed(config.nonZeroSeed(epoch));
        double[] times = new double[data.stepsPerEpoch()];
        double loss = 0;
        int step = 0;
        long start = System.nanoTime();
        AsyncDataSetIterator async = new AsyncDataSetIterator(batches, PREFETCH, true);
        try (StepBar bar = new StepBar("epoch " + (epoch + 1) + "/" + config.epochs(), times.length, showBar)) {
            while (async.hasNext()) {
                DataSet batch = async.next();
                long before = System.nanoTime();
                net.fit(batch);
                times[step++] = seconds(before);
                loss += checked(net.score(), epoch, step) * batch.numExamples();
                bar.step(String.format(Locale.ROOT, "loss %.3f", net.score()) + topology.progress());
                if (stop.requested()) {
                    throw new StoppedException("stopped in epoch " + (epoch + 1));
                }
            }
        } finally {
            async.shutdown();
        }
        net.incrementEpochCount();
        return new Result(loss / data.train().count(), Median.of(timed(times)), seconds(start));
    }

    private double[] timed(double[] times) {
        boolean skip = !warm && times.length >= 2 * WARM_UP;
        warm = true;
        return skip ? Arrays.copyOfRange(times, WARM_UP, times.length) : times;
    }

    private static double checked(double loss, int epoch, int step) {
        if (!Double.isFinite(loss)) {
            throw new RunException("the loss became " + loss + " in epoch " + (epoch + 1) + ", step " + step + HINT);
        }
        return loss;
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }
}
