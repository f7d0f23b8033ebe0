/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingResult;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.deeplearning4j.spark.util.SparkUtils;
import org.hrbp.evolve.Unit;
import org.hrbp.listener.RoundUpdate;
import org.hrbp.listener.RoundUpdates;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Parameter averaging that updates the topology on the driver before a round, which then broadcasts it with the weights. */
@SuppressWarnings("EqualsAndHashcode") // DL4J's compares settings only, which is as true here
final class RoundsMaster extends ParameterAveragingTrainingMaster {
    private final @Nullable RoundUpdates updates;

    RoundsMaster(Builder settings, @Nullable RoundUpdates updates) {
        super(settings);
        this.updates = updates;
    }

    @Override
    protected void doIteration(SparkDl4jMultiLayer spark, JavaRDD<DataSet> split, int number, int of) {
        NetBroadcastTuple network = new NetBroadcastTuple(
                spark.getNetwork().getLayerWiseConfigurations(),
                spark.getNetwork().params(),
                null);
        super.doIteration(spark, updated(spark.getSparkContext(), network, split), number, of);
    }

    @Override
    protected void doIteration(SparkComputationGraph spark, JavaRDD<MultiDataSet> split, int number, int of) {
        NetBroadcastTuple network = new NetBroadcastTuple(
                spark.getNetwork().getConfiguration(), spark.getNetwork().params(), null);
        super.doIteration(spark, updated(spark.getSparkContext(), network, split), number, of);
    }

    @Override
    public ParameterAveragingTrainingWorker getWorkerInstance(SparkComputationGraph spark) {
        NetBroadcastTuple network = new NetBroadcastTuple(
                spark.getNetwork().getConfiguration(),
                spark.getNetwork().params(),
                spark.getNetwork().getUpdater().getStateViewArray());
        WorkerConfiguration settings = new WorkerConfiguration(
                true,
                rddDataSetNumExamples,
                batchSizePerWorker,
                averagingFrequency,
                prefetchNumBatches,
                collectTrainingStats);
        return new RoundsWorker(
                spark.getSparkContext().broadcast(network), settings, trainingHookList, listeners, getRouterProvider());
    }

    /** Makes the update that is due, and gives the data of the round spread over the workers. */
    private <T> JavaRDD<T> updated(JavaSparkContext context, NetBroadcastTuple network, JavaRDD<T> split) {
        RoundUpdate update = updates == null ? null : updates.next();
        if (update == null) {
            return split;
        }
        Unit unit = update.candidates();
        if (unit == null) {
            update.apply(null);
            return split;
        }
        JavaRDD<T> spread = SparkUtils.repartition(
                split, repartition, repartitionStrategy, numObjectsEachWorker(rddDataSetNumExamples), numWorkers);
        Broadcast<NetBroadcastTuple> sent = context.broadcast(network);
        try {
            update.apply(spread.mapPartitions(new CandidateGradients<T>(sent, update.layers(), unit))
                    .treeReduce(new CandidateGradients.Sum(), aggregationDepth));
        } finally {
            sent.destroy();
        }
        return spread;
    }

    /** Averages; patterns, which are equal on all workers, are not: sums of many large whole numbers are not exact in float. */
    @Override
    protected void processResults(
            @Nullable SparkDl4jMultiLayer network,
            @Nullable SparkComputationGraph graph,
            JavaRDD<ParameterAveragingTrainingResult> results,
            int number,
            int of) {
        List<INDArray> patterns =
                patterns(network, graph).stream().map(INDArray::dup).toList();
        average(network, graph, results, number, of);
        List<INDArray> averaged = patterns(network, graph);
        for (int i = 0; i < patterns.size(); i++) {
            averaged.get(i).assign(patterns.get(i));
        }
    }

    @SuppressWarnings("NullAway") // one of the two is null, as DL4J calls it
    private void average(
            @Nullable SparkDl4jMultiLayer network,
            @Nullable SparkComputationGraph graph,
            JavaRDD<ParameterAveragingTrainingResult> results,
            int number,
            int of) {
        super.processResults(network, graph, results, number, of);
    }

    private static List<INDArray> patterns(
            @Nullable SparkDl4jMultiLayer network, @Nullable SparkComputationGraph graph) {
        List<INDArray> found = new ArrayList<>();
        for (NamedLayer named : NamedLayer.of(model(network, graph))) {
            Layer layer = NamedLayer.unwrap(named.layer());
            if (layer instanceof SparseLayer) {
                found.add(layer.getParam(HrbpParamInitializer.PATTERN_KEY));
            }
        }
        return found;
    }

    private static Model model(@Nullable SparkDl4jMultiLayer network, @Nullable SparkComputationGraph graph) {
        if (network != null) {
            return network.getNetwork();
        }
        if (graph != null) {
            return graph.getNetwork();
        }
        throw new IllegalArgumentException("Neither a MultiLayerNetwork nor a ComputationGraph is given");
    }
}
