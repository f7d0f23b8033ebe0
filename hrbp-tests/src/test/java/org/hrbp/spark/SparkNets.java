/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
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
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A tiny network of two sparse layers, and data that the driver and the tests make alike. */
final class SparkNets {
    static final int BATCH = 4;
    private static final double DENSITY = 0.4;
    private static final WeightShape CONV = new WeightShape(8, 3, 3, 3);
    private static final WeightShape FC = WeightShape.dense(6, 8 * 4 * 4);

    private SparkNets() {}

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Nesterovs(0.05, 0.9))
                .l2(1e-4)
                .activation(Activation.TANH);
    }

    private static HrbpConvolutionLayer.Builder conv(String structure) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name("conv")
                .nOut(CONV.rows())
                .structure(structure)
                .density(DENSITY)
                .groupRows(4);
    }

    private static HrbpDenseLayer.Builder dense(String structure) {
        return new HrbpDenseLayer.Builder()
                .name("fc")
                .nOut(FC.rows())
                .structure(structure)
                .density(DENSITY)
                .groupRows(3);
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name("out")
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static int slots(WeightShape shape) {
        return Dsr.weightCapacity(shape, (int) (DENSITY * shape.size()));
    }

    static MultiLayerNetwork mln(String structure) {
        return mln(conv(structure), dense(structure));
    }

    /** With spare slots, as DSR needs. */
    static MultiLayerNetwork spacious() {
        return mln(
                conv("unstructured").capacities(slots(CONV), Dsr.patternCapacity(CONV, slots(CONV))),
                dense("unstructured").capacities(slots(FC), Dsr.patternCapacity(FC, slots(FC))));
    }

    private static MultiLayerNetwork mln(HrbpConvolutionLayer.Builder conv, HrbpDenseLayer.Builder fc) {
        MultiLayerNetwork net = new MultiLayerNetwork(base().list()
                .layer(conv.build())
                .layer(fc.build())
                .layer(output())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
        net.init();
        return net;
    }

    static ComputationGraph graph(String structure) {
        ComputationGraph net = new ComputationGraph(base().graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(6, 6, 3))
                .addLayer("conv", conv(structure).build(), "in")
                .addLayer("fc", dense(structure).build(), "conv")
                .addLayer("out", output(), "fc")
                .setOutputs("out")
                .build());
        net.init();
        return net;
    }

    static List<DataSet> batches(int count) {
        Random random = new Random(3);
        List<DataSet> batches = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            INDArray x = Nd4j.create(BATCH, 3, 6, 6);
            for (long i = 0; i < x.length(); i++) {
                x.putScalar(i, random.nextGaussian());
            }
            INDArray y = Nd4j.zeros(BATCH, 3);
            for (int n = 0; n < BATCH; n++) {
                y.putScalar(n, random.nextInt(3), 1);
            }
            batches.add(new DataSet(x, y));
        }
        return batches;
    }

    /** The parameters that hold patterns, in one number. */
    static int patternHash(Model model) {
        int hash = 1;
        for (NamedLayer named : NamedLayer.of(model)) {
            if (named.layer() instanceof SparseLayer) {
                hash = 31 * hash + Arrays.hashCode(pattern(named.layer()));
            }
        }
        return hash;
    }

    private static float[] pattern(Layer layer) {
        return layer.getParam("I").dup().data().asFloat();
    }

    static long step(Model model) {
        return model instanceof ComputationGraph graph
                ? graph.getIterationCount()
                : ((MultiLayerNetwork) model).getIterationCount();
    }

    static INDArray state(Model model) {
        return Objects.requireNonNull(
                model instanceof ComputationGraph graph
                        ? graph.getUpdater(true).getStateViewArray()
                        : ((MultiLayerNetwork) model).getUpdater(true).getStateViewArray());
    }
}
