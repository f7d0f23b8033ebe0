/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.Dsr;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.WeightShape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A tiny network with two sparse layers, as both kinds of model, and its data. */
final class ParallelNets {
    static final int BATCH = 3;

    private ParallelNets() {}

    static Model net(boolean graph, DataType type, IUpdater updater) {
        return net(graph, type, updater, "hrbp");
    }

    static Model net(boolean graph, DataType type, IUpdater updater, String structure) {
        return net(graph, type, updater, structure, false);
    }

    /** With room for a method that moves weights from layer to layer. */
    static Model net(boolean graph, DataType type, IUpdater updater, String structure, boolean room) {
        NeuralNetConfiguration.Builder base = new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(type)
                .updater(updater)
                .l2(1e-3)
                .activation(Activation.TANH);
        var convolution = new HrbpConvolutionLayer.Builder(3, 3)
                .name("conv")
                .nOut(8)
                .structure(structure)
                .density(0.3)
                .groupRows(4);
        var dense = new HrbpDenseLayer.Builder()
                .name("fc")
                .nOut(6)
                .structure(structure)
                .density(0.4)
                .groupRows(3);
        if (room) {
            WeightShape shape1 = new WeightShape(8, 6, 3, 3);
            WeightShape shape2 = WeightShape.dense(6, 8 * 3 * 3);
            int slots1 = Dsr.weightCapacity(shape1, (int) (0.3 * shape1.size()));
            int slots2 = Dsr.weightCapacity(shape2, (int) (0.4 * shape2.size()));
            convolution.capacities(slots1, Dsr.patternCapacity(shape1, slots1));
            dense.capacities(slots2, Dsr.patternCapacity(shape2, slots2));
        }
        var conv = convolution.build();
        var fc = dense.build();
        var out = new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name("out")
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
        InputType input = InputType.convolutional(5, 5, 6);
        Model model = graph
                ? new ComputationGraph(base.graphBuilder()
                        .addInputs("in")
                        .setInputTypes(input)
                        .addLayer("conv", conv, "in")
                        .addLayer("fc", fc, "conv")
                        .addLayer("out", out, "fc")
                        .setOutputs("out")
                        .build())
                : new MultiLayerNetwork(base.list()
                        .layer(conv)
                        .layer(fc)
                        .layer(out)
                        .setInputType(input)
                        .build());
        model.init();
        return model;
    }

    /** Different mini-batches. */
    static List<DataSet> data(DataType type, int count) {
        List<DataSet> data = new ArrayList<>();
        for (int seed = 0; seed < count; seed++) {
            Random random = new Random(seed);
            INDArray x = Nd4j.create(type, BATCH, 6, 5, 5);
            for (long i = 0; i < x.length(); i++) {
                x.putScalar(i, random.nextGaussian());
            }
            INDArray y = Nd4j.zeros(type, BATCH, 3);
            for (int n = 0; n < BATCH; n++) {
                y.putScalar(n, random.nextInt(3), 1);
            }
            data.add(new DataSet(x, y));
        }
        return data;
    }

    static void fit(Model model, DataSet data) {
        if (model instanceof ComputationGraph graph) {
            graph.fit(data);
        } else {
            ((MultiLayerNetwork) model).fit(data);
        }
    }

    static Model copy(Model model) {
        return model instanceof ComputationGraph graph ? graph.clone() : ((MultiLayerNetwork) model).clone();
    }

    static INDArray state(Model model) {
        return new Root(model).updater().getStateViewArray();
    }

    static int iteration(Model model) {
        return model instanceof ComputationGraph graph
                ? graph.getIterationCount()
                : ((MultiLayerNetwork) model).getIterationCount();
    }

    /** Of the stored patterns, bit by bit. */
    static int patternHash(Model model) {
        List<Integer> hashes = new ArrayList<>();
        for (NamedLayer named : NamedLayer.of(model)) {
            if (named.layer() instanceof SparseLayer sparse) {
                hashes.add(Arrays.hashCode(sparse.pattern().denseIndices()));
                hashes.add(
                        Arrays.hashCode(named.layer().getParam("I").dup().data().asDouble()));
            }
        }
        return hashes.hashCode();
    }
}
