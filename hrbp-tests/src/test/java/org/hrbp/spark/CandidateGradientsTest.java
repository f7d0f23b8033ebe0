/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.hrbp.evolve.Unit;
import org.hrbp.listener.RoundUpdate;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.reflect.ClassTag;

/** What an executor computes, without Spark. */
class CandidateGradientsTest {
    private static final List<String> LAYERS = List.of("conv", "fc");

    /** A broadcast that stays where it is. */
    private static final class Here extends Broadcast<NetBroadcastTuple> {
        private static final long serialVersionUID = 1;

        private final NetBroadcastTuple tuple;

        Here(NetBroadcastTuple tuple) {
            super(0, ClassTag.apply(NetBroadcastTuple.class));
            this.tuple = tuple;
        }

        @Override
        public NetBroadcastTuple getValue() {
            return tuple;
        }

        @Override
        public void doUnpersist(boolean blocking) {}

        @Override
        public void doDestroy(boolean blocking) {}
    }

    /** What one worker sends for an update. */
    static INDArray worker(MultiLayerNetwork net, RoundUpdate update, DataSet batch) {
        return ofNetwork(net, update.layers(), Objects.requireNonNull(update.candidates()), List.of(batch));
    }

    private static INDArray ofNetwork(MultiLayerNetwork net, List<String> layers, Unit unit, List<DataSet> batches) {
        NetBroadcastTuple tuple = new NetBroadcastTuple(net.getLayerWiseConfigurations(), net.params(), null);
        return only(new CandidateGradients<DataSet>(new Here(tuple), layers, unit).call(batches.iterator()));
    }

    private static INDArray ofGraph(ComputationGraph net, MultiDataSet batch) {
        NetBroadcastTuple tuple = new NetBroadcastTuple(net.getConfiguration(), net.params(), null);
        return only(new CandidateGradients<MultiDataSet>(new Here(tuple), LAYERS, Unit.COLUMN)
                .call(List.of(batch).iterator()));
    }

    private static INDArray only(Iterator<INDArray> results) {
        INDArray result = results.next();
        assertThat(results.hasNext()).isFalse();
        return result;
    }

    @Test
    void twoWorkersSumIsTheGradientOfTheirJointBatch() {
        MultiLayerNetwork net = SparkNets.mln("hrbp");
        INDArray before = net.params().dup();
        List<DataSet> batches = SparkNets.batches(2);
        INDArray sum = ofNetwork(net, LAYERS, Unit.COLUMN, batches.subList(0, 1));
        new CandidateGradients.Sum().call(sum, ofNetwork(net, LAYERS, Unit.COLUMN, batches.subList(1, 2)));
        INDArray joint = ofNetwork(net, LAYERS, Unit.COLUMN, List.of(DataSet.merge(batches)));
        assertThat(sum.equalsWithEps(joint, 1e-5)).isTrue();
        assertThat(sum.amaxNumber().doubleValue()).isPositive();
        assertThat(net.params()).isEqualTo(before);
    }

    @Test
    void aGraphSendsWhatANetworkDoes() {
        DataSet batch = SparkNets.batches(1).get(0);
        INDArray network = ofNetwork(SparkNets.mln("hrbp"), LAYERS, Unit.COLUMN, List.of(batch));
        INDArray graph = ofGraph(
                SparkNets.graph("hrbp"),
                new org.nd4j.linalg.dataset.MultiDataSet(batch.getFeatures(), batch.getLabels()));
        assertThat(graph.equalsWithEps(network, 1e-6)).isTrue();
    }

    @Test
    void onlyTheFirstBatchOfAPartitionCountsAndNoBatchGivesNothing() {
        MultiLayerNetwork net = SparkNets.mln("hrbp");
        List<DataSet> batches = SparkNets.batches(2);
        assertThat(ofNetwork(net, LAYERS, Unit.COLUMN, batches))
                .isEqualTo(ofNetwork(net, LAYERS, Unit.COLUMN, batches.subList(0, 1)));
        NetBroadcastTuple tuple = new NetBroadcastTuple(net.getLayerWiseConfigurations(), net.params(), null);
        assertThat(new CandidateGradients<DataSet>(new Here(tuple), LAYERS, Unit.COLUMN)
                        .call(List.<DataSet>of().iterator())
                        .hasNext())
                .isFalse();
    }
}
