/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.hrbp.evolve.Unit;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * On an executor: the gradients of the candidates of some layers, from the first mini-batch of a partition. The result is one
 * row, layer after layer; a partition without data gives none.
 *
 * @param <T> DataSet or MultiDataSet
 */
final class CandidateGradients<T> implements FlatMapFunction<Iterator<T>, INDArray> {
    private static final long serialVersionUID = 1;

    /** Adds what two workers found; the first argument is Spark's to change. */
    static final class Sum implements Function2<INDArray, INDArray, INDArray> {
        private static final long serialVersionUID = 1;

        @Override
        public INDArray call(INDArray sum, INDArray more) {
            return sum.addi(more);
        }
    }

    private final Broadcast<NetBroadcastTuple> network;
    private final ArrayList<String> layers;
    private final Unit unit;

    CandidateGradients(Broadcast<NetBroadcastTuple> network, List<String> layers, Unit unit) {
        this.network = network;
        this.layers = new ArrayList<>(layers);
        this.unit = unit;
    }

    @Override
    public Iterator<INDArray> call(Iterator<T> batches) {
        if (!batches.hasNext()) {
            return Collections.emptyIterator();
        }
        T batch = batches.next();
        NetBroadcastTuple tuple = network.getValue();
        INDArray params = tuple.getParameters().dup();
        return List.of(
                        batch instanceof DataSet data
                                ? ofNetwork(
                                        new MultiLayerNetwork(
                                                tuple.getConfiguration().clone()),
                                        params,
                                        data)
                                : ofGraph(
                                        new ComputationGraph(
                                                tuple.getGraphConfiguration().clone()),
                                        params,
                                        (MultiDataSet) batch))
                .iterator();
    }

    private INDArray ofNetwork(MultiLayerNetwork net, INDArray params, DataSet batch) {
        net.init(params, false);
        List<SparseLayer> asked = ask(net);
        net.setInput(batch.getFeatures());
        net.setLabels(batch.getLabels());
        net.setLayerMaskArrays(batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
        net.computeGradientAndScore();
        return take(asked);
    }

    private INDArray ofGraph(ComputationGraph net, INDArray params, MultiDataSet batch) {
        net.init(params, false);
        List<SparseLayer> asked = ask(net);
        net.setInputs(batch.getFeatures());
        net.setLabels(batch.getLabels());
        net.setLayerMaskArrays(batch.getFeaturesMaskArrays(), batch.getLabelsMaskArrays());
        net.computeGradientAndScore();
        return take(asked);
    }

    private List<SparseLayer> ask(Model net) {
        List<SparseLayer> asked = new ArrayList<>();
        for (NamedLayer named : NamedLayer.of(net)) {
            if (layers.contains(named.name()) && NamedLayer.unwrap(named.layer()) instanceof SparseLayer layer) {
                layer.requestGradient(unit.candidates(layer.pattern()));
                asked.add(layer);
            }
        }
        return asked;
    }

    private static INDArray take(List<SparseLayer> asked) {
        INDArray[] gradients = new INDArray[asked.size()];
        for (int i = 0; i < gradients.length; i++) {
            INDArray gradient = asked.get(i).takeRequestedGradient();
            if (gradient == null) {
                throw new IllegalStateException(
                        "A layer gave no gradients of its candidates; is its input gradient used?");
            }
            gradients[i] = gradient;
        }
        INDArray row = Nd4j.concat(1, gradients);
        for (INDArray gradient : gradients) {
            gradient.close();
        }
        return row;
    }
}
