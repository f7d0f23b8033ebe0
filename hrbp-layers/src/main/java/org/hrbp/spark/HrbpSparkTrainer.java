/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains a network on a Spark cluster. By default workers train copies for a round of some steps, then parameters and updater
 * state are averaged on the driver, and the next round begins with what came out: DL4J's ParameterAveragingTrainingMaster with
 * the updater state kept. What travels are kept weights, their updater state and patterns.
 *
 * <p>Dynamic sparse training is decided once, on the driver, between rounds: each worker computes the gradients of the
 * candidates on the first mini-batch of the round to come, they are summed over the workers, the topology is updated, and the
 * round begins with the broadcast of the new patterns, weights and updater state. Which places are candidates and which win is
 * as with {@link org.hrbp.listener.HrbpDstListener} on one machine, for a mini-batch as large as those of all workers together.
 *
 * @param <M> MultiLayerNetwork or ComputationGraph
 */
public final class HrbpSparkTrainer<M extends Model> {
    private final M network;
    private final TrainingMaster<?, ?> master;
    private final @Nullable SparkDl4jMultiLayer multiLayer;
    private final @Nullable SparkComputationGraph graph;

    HrbpSparkTrainer(JavaSparkContext context, M network, TrainingMaster<?, ?> master) {
        this.network = network;
        this.master = master;
        this.multiLayer =
                network instanceof MultiLayerNetwork net ? new SparkDl4jMultiLayer(context, net, master) : null;
        this.graph = network instanceof ComputationGraph net ? new SparkComputationGraph(context, net, master) : null;
    }

    /**
     * Starts a trainer from the defaults.
     *
     * @param context the cluster; how to start one that works is in {@code docs/scaling.md}
     * @param network an initialised MultiLayerNetwork or ComputationGraph, trained in place
     * @param <M> kind of network
     * @return the builder
     * @throws IllegalArgumentException if it is another kind of model
     */
    public static <M extends Model> HrbpSparkTrainerBuilder<M> builder(JavaSparkContext context, M network) {
        return new HrbpSparkTrainerBuilder<>(context, network);
    }

    /**
     * Trains for one epoch.
     *
     * @param batches mini-batches, each of the examples that the builder was told. With as many partitions as workers, each of
     *     the same number of mini-batches, a multiple of the steps of a round, DL4J moves none of them over the network
     * @return the network, trained on
     */
    public M fit(JavaRDD<DataSet> batches) {
        if (multiLayer != null) {
            multiLayer.fit(batches);
        } else if (graph != null) {
            graph.fit(batches);
        }
        return network;
    }

    /**
     * The network.
     *
     * @return the driver's copy, up to date after each {@link #fit}
     */
    public M network() {
        return network;
    }

    /**
     * Mean score of the workers in the last round.
     *
     * @return the score, 0 before the first round
     */
    public double score() {
        return multiLayer != null ? multiLayer.getScore() : graph != null ? graph.getScore() : 0;
    }

    /**
     * DL4J's side of the training, for training hooks, statistics and {@code deleteTempFiles}.
     *
     * @return the training master
     */
    public TrainingMaster<?, ?> trainingMaster() {
        return master;
    }
}
