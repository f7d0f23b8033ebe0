/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import java.util.Collection;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.listener.RoundUpdates;
import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link HrbpSparkTrainer}.
 *
 * @param <M> MultiLayerNetwork or ComputationGraph
 */
public final class HrbpSparkTrainerBuilder<M extends Model> {
    private static final int DEFAULT_STEPS = 5;

    private final JavaSparkContext context;
    private final M network;
    private int batchSize;
    private int stepsPerRound = DEFAULT_STEPS;
    private int workers;
    private @Nullable Long seed;
    private @Nullable HrbpDstListener dst;
    private @Nullable TrainingMaster<?, ?> master;

    HrbpSparkTrainerBuilder(JavaSparkContext context, M network) {
        if (!(network instanceof MultiLayerNetwork || network instanceof ComputationGraph)) {
            throw new IllegalArgumentException("Model of " + network.getClass().getName()
                    + " is not supported; use a MultiLayerNetwork or a ComputationGraph");
        }
        this.context = context;
        this.network = network;
    }

    /**
     * Sets the examples of each DataSet of the data, which is the mini-batch of one step of one worker. Needed.
     *
     * @param examples at least 1
     * @return this
     */
    public HrbpSparkTrainerBuilder<M> batchSize(int examples) {
        this.batchSize = positive("Batch size", examples);
        return this;
    }

    /**
     * Sets the steps that each worker makes between two averagings; by default 5, as in DL4J.
     *
     * @param steps at least 1
     * @return this
     */
    public HrbpSparkTrainerBuilder<M> stepsPerRound(int steps) {
        this.stepsPerRound = positive("Number of steps per round", steps);
        return this;
    }

    /**
     * Sets the number of workers; by default the cores of the cluster, {@link JavaSparkContext#defaultParallelism()}.
     *
     * @param count at least 1
     * @return this
     */
    public HrbpSparkTrainerBuilder<M> workers(int count) {
        this.workers = positive("Number of workers", count);
        return this;
    }

    /**
     * Sets the seed of the order in which mini-batches are drawn; by default the network's.
     *
     * @param newSeed any number
     * @return this
     */
    public HrbpSparkTrainerBuilder<M> seed(long newSeed) {
        this.seed = newSeed;
        return this;
    }

    /**
     * Lets the topology move between rounds.
     *
     * @param listener what a network on one machine would be given by {@code setListeners}; here it is not attached. Steps are
     *     those of a worker
     * @return this
     */
    public HrbpSparkTrainerBuilder<M> dst(HrbpDstListener listener) {
        this.dst = listener;
        return this;
    }

    /**
     * Trains static patterns with another of DL4J's training masters, such as SharedTrainingMaster, instead of averaging. The
     * other settings are then the master's.
     *
     * @param newMaster the master
     * @return this
     */
    public HrbpSparkTrainerBuilder<M> trainingMaster(TrainingMaster<?, ?> newMaster) {
        this.master = newMaster;
        return this;
    }

    private static int positive(String what, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " " + value + " is below 1");
        }
        return value;
    }

    /**
     * Makes the trainer.
     *
     * @return the trainer
     * @throws IllegalStateException if the batch size is missing, a listener for dynamic sparse training is attached to the
     *     network, or dynamic sparse training cannot be done so, see {@link RoundUpdates#of}
     */
    public HrbpSparkTrainer<M> build() {
        refuseAttached();
        if (master != null) {
            if (dst != null) {
                throw new IllegalStateException("Dynamic sparse training with "
                        + master.getClass().getSimpleName()
                        + " is refused: only rounds of parameter averaging have a point"
                        + " where all workers hold the same weights, and a gradient that arrives late would change other"
                        + " weights than it was computed for; leave out trainingMaster, or dst");
            }
            return new HrbpSparkTrainer<>(context, network, master);
        }
        if (batchSize == 0) {
            throw new IllegalStateException("Set batchSize, the examples of each DataSet");
        }
        RoundUpdates updates = dst == null ? null : RoundUpdates.of(dst, network, stepsPerRound);
        return new HrbpSparkTrainer<>(context, network, new RoundsMaster(settings(), updates));
    }

    private ParameterAveragingTrainingMaster.Builder settings() {
        return new ParameterAveragingTrainingMaster.Builder(
                        workers == 0 ? context.defaultParallelism() : workers, batchSize)
                .batchSizePerWorker(batchSize)
                .averagingFrequency(stepsPerRound)
                .rddTrainingApproach(RDDTrainingApproach.Direct)
                .rngSeed(seed == null ? network.conf().getSeed() : seed)
                .saveUpdater(true);
    }

    private void refuseAttached() {
        Collection<TrainingListener> listeners = network instanceof ComputationGraph graph
                ? graph.getListeners()
                : ((MultiLayerNetwork) network).getListeners();
        if (listeners.stream().anyMatch(HrbpDstListener.class::isInstance)) {
            throw new IllegalStateException(
                    "An HrbpDstListener is attached to the network, where nothing would call it, as"
                            + " the workers train; give it to dst() instead");
        }
    }
}
