/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Nets that differ in one layer only, and how to see that they do the same. */
public final class Twins {
    private static final int CLASSES = 3;

    private Twins() {}

    /** Which net, and how. */
    public record Setting(DataType type, CNN2DFormat format, WorkspaceMode mode) {}

    public static double tolerance(DataType type) {
        return type == DataType.DOUBLE ? 1e-10 : 1e-5;
    }

    public static NeuralNetConfiguration.Builder base(DataType type, WorkspaceMode mode) {
        return new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .updater(new Nesterovs(0.02, 0.9))
                .trainingWorkspaceMode(mode)
                .inferenceWorkspaceMode(mode)
                .activation(Activation.TANH);
    }

    /** A stock layer in front, so that input gradients show in its weights, then the layers, then an output layer. */
    public static MultiLayerNetwork net(Setting s, InputType in, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = base(s.type, s.mode).list();
        if (in.getType() == InputType.Type.CNN) {
            list.layer(new ConvolutionLayer.Builder(3, 3)
                    .nOut(channels(in))
                    .convolutionMode(ConvolutionMode.Same)
                    .dataFormat(s.format)
                    .build());
        } else {
            list.layer(new DenseLayer.Builder().nOut(5).build());
        }
        for (Layer layer : layers) {
            list.layer(layer.clone());
        }
        list.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(CLASSES)
                .build());
        MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(in).build());
        net.init();
        return net;
    }

    private static long channels(InputType in) {
        return ((InputType.InputTypeConvolutional) in).getChannels();
    }

    public static DataSet data(DataType type, InputType in, int batch, long seed) {
        Nd4j.getRandom().setSeed(seed);
        long[] shape = in.getShape(true);
        shape[0] = batch;
        INDArray x = Nd4j.randn(type, shape).muli(2).addi(0.3);
        INDArray y = Nd4j.zeros(type, batch, CLASSES);
        for (int i = 0; i < batch; i++) {
            y.putScalar(new long[] {i, (i + seed) % CLASSES}, 1);
        }
        return new DataSet(x, y);
    }

    /** What GradientCheckUtil wants: gradients as they are, without an updater. */
    public static void withoutUpdater(org.deeplearning4j.nn.api.Layer... layers) {
        for (org.deeplearning4j.nn.api.Layer layer : layers) {
            if (layer.conf().getLayer() instanceof BaseLayer conf) {
                conf.setIUpdater(new NoOp());
            }
        }
    }

    public static void assertClose(INDArray actual, INDArray expected, DataType type, String what) {
        assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
        double scale = Math.max(1, expected.castTo(DataType.DOUBLE).amaxNumber().doubleValue());
        double difference = actual.castTo(DataType.DOUBLE)
                .dup('c')
                .sub(expected.castTo(DataType.DOUBLE).dup('c'))
                .amaxNumber()
                .doubleValue();
        assertThat(difference).as(what).isLessThanOrEqualTo(scale * tolerance(type));
    }

    /** Gradients, epsilon at the input, outputs, and after each step all parameters, running statistics included. */
    public static void assertTwins(MultiLayerNetwork stock, MultiLayerNetwork ours, DataSet... batches) {
        ours.setParams(stock.params());
        DataType type = stock.params().dataType();
        ComputationGraph stockGraph = stock.toComputationGraph();
        ComputationGraph ourGraph = ours.toComputationGraph();
        for (DataSet d : batches) {
            var expected = stock.calculateGradients(d.getFeatures(), d.getLabels(), null, null);
            var actual = ours.calculateGradients(d.getFeatures(), d.getLabels(), null, null);
            assertClose(actual.getSecond(), expected.getSecond(), type, "input gradient");
            stock.fit(d);
            ours.fit(d);
            assertClose(ours.gradient().gradient(), stock.gradient().gradient(), type, "gradients");
            assertClose(ours.params(), stock.params(), type, "parameters");
            assertClose(ours.output(d.getFeatures()), stock.output(d.getFeatures()), type, "inference");
            assertClose(ours.output(d.getFeatures(), true), stock.output(d.getFeatures(), true), type, "train output");
            stockGraph.fit(d);
            ourGraph.fit(d);
            assertClose(ourGraph.params(), stockGraph.params(), type, "graph parameters");
            assertClose(
                    ourGraph.outputSingle(d.getFeatures()),
                    stockGraph.outputSingle(d.getFeatures()),
                    type,
                    "graph inference");
        }
    }
}
