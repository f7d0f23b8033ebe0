/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.Arrays;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.console.StepBar;
import org.hrbp.examples.data.EpochIterator;
import org.hrbp.model.HrbpUpdater;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Trains epoch by epoch and times the steps. */
final class EpochTrainer implements AutoCloseable {
    /** Steps after the start of the JVM that are not timed, unless an epoch has fewer than twice as many. */
    private static final int WARM_UP = 10;

    /** What to do about numbers that are not finite. */
    static final String HINT = "; try a smaller --lr";

    private final ComputationGraph net;
    private final int stepsPerEpoch;
    private final int checkpointSteps;
    private final RunConfig config;
    private final EpochIterator batches;
    private final StopSignal stop;
    private final Topology topology;
    private final boolean showBar;
    private boolean warm;

    /** What an epoch gave. */
    record Result(double loss, double secondsPerStep, double seconds) {}

    /** Keeps what is done within an epoch. */
    interface Keeper {
        void keep(EpochPart part);
    }

    EpochTrainer(
            ComputationGraph net,
            RunData data,
            RunConfig config,
            int checkpointSteps,
            Topology topology,
            StopSignal stop,
            boolean showBar) {
        this.net = net;
        this.topology = topology;
        topology.attach(net);
        HrbpUpdater.attach(net);
        this.config = config;
        this.stepsPerEpoch = data.stepsPerEpoch(config.batch());
        this.checkpointSteps = checkpointSteps;
        this.batches = data.trainBatches();
        this.stop = stop;
        this.showBar = showBar;
    }

    /**
     * Trains one epoch, or the rest of it; batches are prepared by other threads.
     *
     * @param epoch number of the epoch, from 0
     * @param done what is done of it
     * @param keeper called every so many steps, if the run wants it, and then before the test and before it is stopped
     * @throws RunException if the loss or a parameter is not finite
     * @throws StoppedException if the user wants to stop
     */
    Result train(int epoch, EpochPart done, Keeper keeper) {
        batches.start(epoch, done.steps());
        double[] times = new double[stepsPerEpoch - done.steps()];
        EpochPart part = done;
        long start = System.nanoTime();
        try (BatchFeed feed = new BatchFeed(batches);
                StepBar bar = new StepBar("epoch " + (epoch + 1) + "/" + config.epochs(), times.length, showBar)) {
            for (int step = 0; feed.hasNext(); step++) {
                DataSet batch = feed.next();
                // dropout draws from ND4J's generator, whose state is not in a checkpoint
                Nd4j.getRandom().setSeed(config.nonZeroSeed(net.getIterationCount()));
                long before = System.nanoTime();
                net.fit(batch);
                times[step] = seconds(before);
                part = part.plus(batch.numExamples(), checked(net.score(), epoch, part.steps() + 1));
                bar.step(String.format(Locale.ROOT, "loss %.3f", net.score()) + topology.progress());
                boolean stopping = stop.requested();
                boolean ends = stopping || part.steps() == stepsPerEpoch;
                if (checkpointSteps > 0 && (ends || part.steps() % checkpointSteps == 0)) {
                    keeper.keep(part.plusSeconds(seconds(start)));
                }
                if (stopping) {
                    throw new StoppedException("stopped in epoch " + (epoch + 1));
                }
            }
        }
        net.incrementEpochCount();
        part = part.plusSeconds(seconds(start));
        double perStep = times.length == 0 ? part.seconds() / part.steps() : Median.of(timed(times));
        return new Result(part.loss() / part.images(), perStep, part.seconds());
    }

    @Override
    public void close() {
        batches.close();
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
