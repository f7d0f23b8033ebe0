/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.Objects;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.Dsr;
import org.hrbp.evolve.DstMethods;
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

/** A tiny convolutional network with three sparse layers, and its stock twin. */
final class DstNets {
    static final InputType INPUT = InputType.convolutional(6, 6, 3);
    static final int BATCH = 4;
    private static final double DENSITY = 0.4;

    private DstNets() {}

    static NeuralNetConfiguration.Builder base(DataType type, IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(11)
                .dataType(type)
                .updater(updater)
                .activation(Activation.TANH);
    }

    static String structureOf(String method) {
        return DstMethods.byId(method).unit().structureId();
    }

    /** The layers of a net for a method; DSR's have room. */
    static Layer[] sparse(String method) {
        boolean room = method.equals("dsr");
        return sparse(structureOf(method), room);
    }

    private static Layer[] sparse(String structure, boolean room) {
        HrbpConvolutionLayer.Builder conv1 = new HrbpConvolutionLayer.Builder(3, 3)
                .name("conv1")
                .nOut(8)
                .structure(structure)
                .density(DENSITY)
                .groupRows(4);
        HrbpConvolutionLayer.Builder conv2 = new HrbpConvolutionLayer.Builder(3, 3)
                .name("conv2")
                .nOut(6)
                .stride(2, 2)
                .structure(structure)
                .density(DENSITY)
                .groupRows(4);
        HrbpDenseLayer.Builder fc = new HrbpDenseLayer.Builder()
                .name("fc")
                .nOut(7)
                .structure(structure)
                .density(DENSITY)
                .groupRows(4);
        if (room) {
            WeightShape shape1 = new WeightShape(8, 3, 3, 3);
            WeightShape shape2 = new WeightShape(6, 8, 3, 3);
            WeightShape shape3 = WeightShape.dense(7, 6);
            conv1.capacities(slots(shape1), Dsr.patternCapacity(shape1, slots(shape1)));
            conv2.capacities(slots(shape2), Dsr.patternCapacity(shape2, slots(shape2)));
            fc.capacities(slots(shape3), Dsr.patternCapacity(shape3, slots(shape3)));
        }
        return new Layer[] {conv1.build(), conv2.build(), fc.build()};
    }

    private static int slots(WeightShape shape) {
        return Dsr.weightCapacity(shape, (int) (DENSITY * shape.size()));
    }

    static Layer[] stock() {
        return new Layer[] {
            new ConvolutionLayer.Builder(3, 3).name("conv1").nOut(8).build(),
            new ConvolutionLayer.Builder(3, 3)
                    .name("conv2")
                    .nOut(6)
                    .stride(2, 2)
                    .build(),
            new DenseLayer.Builder().name("fc").nOut(7).build()
        };
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name("out")
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }

    static MultiLayerNetwork mln(NeuralNetConfiguration.Builder base, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = base.list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork net =
                new MultiLayerNetwork(list.layer(output()).setInputType(INPUT).build());
        net.init();
        return net;
    }

    static ComputationGraph graph(NeuralNetConfiguration.Builder base, Layer... layers) {
        var graph = base.graphBuilder().addInputs("in").setInputTypes(INPUT);
        String last = "in";
        for (Layer layer : layers) {
            graph.addLayer(layer.getLayerName(), layer, last);
            last = layer.getLayerName();
        }
        ComputationGraph net = new ComputationGraph(
                graph.addLayer("out", output(), last).setOutputs("out").build());
        net.init();
        return net;
    }

    static DataSet data(DataType type, long seed) {
        Random random = new Random(seed);
        INDArray x = Nd4j.create(type, BATCH, 3, 6, 6);
        for (long i = 0; i < x.length(); i++) {
            x.putScalar(i, random.nextGaussian());
        }
        INDArray y = Nd4j.zeros(type, BATCH, 3);
        for (int n = 0; n < BATCH; n++) {
            y.putScalar(n, random.nextInt(3), 1);
        }
        return new DataSet(x, y);
    }

    /** Trains with the batches of these steps. */
    static void fit(Model model, int from, int to) {
        for (int step = from; step < to; step++) {
            DataSet data = data(model.params().dataType(), step);
            if (model instanceof ComputationGraph graph) {
                graph.fit(data);
            } else {
                ((MultiLayerNetwork) model).fit(data);
            }
        }
    }

    static SparseLayer layer(Model model, String name) {
        return (SparseLayer) NamedLayer.of(model).stream()
                .filter(l -> l.name().equals(name))
                .map(l -> NamedLayer.unwrap(l.layer()))
                .findFirst()
                .orElseThrow();
    }

    static INDArray state(Model model) {
        return Objects.requireNonNull(
                model instanceof ComputationGraph graph
                        ? graph.getUpdater(true).getStateViewArray()
                        : ((MultiLayerNetwork) model).getUpdater(true).getStateViewArray());
    }
}
