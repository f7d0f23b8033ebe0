/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small editions of DL4J's zoo networks, made of stock layers, and how to see that two networks do the same. */
final class StockNets {
    static final int SIZE = 12;
    static final int CLASSES = 4;

    private StockNets() {}

    static NeuralNetConfiguration.Builder base(DataType type, IUpdater updater) {
        return new NeuralNetConfiguration.Builder()
                .seed(11)
                .dataType(type)
                .updater(updater)
                .l2(1e-3)
                .biasInit(0.1)
                .activation(Activation.RELU);
    }

    /** VGG16: 3x3 convolutions in mode Same with ReLU, max-pooling, fully connected layers; no batch normalisation. */
    static MultiLayerNetwork vgg(DataType type, IUpdater updater) {
        return init(base(type, updater)
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(conv(3, 16).name("conv1").build())
                .layer(conv(3, 16).name("conv2").build())
                .layer(pool())
                .layer(conv(3, 24).name("conv3").build())
                .layer(conv(3, 24).name("conv4").build())
                .layer(pool())
                .layer(new DenseLayer.Builder().name("fc1").nOut(32).build())
                .layer(new DenseLayer.Builder().name("fc2").nOut(32).build())
                .layer(output()));
    }

    /** Modes Same, Truncate and Strict, strides, padding, dilation, no bias, other activations, batch normalisation. */
    static MultiLayerNetwork mixed(DataType type, IUpdater updater) {
        return init(base(type, updater)
                .list()
                .layer(conv(3, 10)
                        .name("same")
                        .stride(2, 2)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .layer(new BatchNormalization.Builder().name("bn").decay(0.7).build())
                .layer(conv(3, 18)
                        .name("truncate")
                        .padding(1, 1)
                        .stride(2, 2)
                        .hasBias(false)
                        .activation(Activation.TANH)
                        .build())
                .layer(conv(2, 17)
                        .name("strict")
                        .convolutionMode(ConvolutionMode.Strict)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new ActivationLayer.Builder()
                        .activation(Activation.SIGMOID)
                        .build())
                .layer(conv(3, 9).name("dilated").dilation(2, 2).padding(2, 2).build())
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {1, 1})
                        .build())
                .layer(new DenseLayer.Builder()
                        .name("fc")
                        .nOut(19)
                        .hasBias(false)
                        .build())
                .layer(output()));
    }

    private static MultiLayerNetwork init(NeuralNetConfiguration.ListBuilder list) {
        MultiLayerNetwork network = new MultiLayerNetwork(
                list.setInputType(InputType.convolutional(SIZE, SIZE, 3)).build());
        network.init();
        return network;
    }

    private static ConvolutionLayer.Builder conv(int kernel, int nOut) {
        return new ConvolutionLayer.Builder(kernel, kernel).nOut(nOut);
    }

    private static SubsamplingLayer pool() {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                .build();
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .name("out")
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** ResNet-50: zero padding, bottleneck blocks with batch normalisation, activation layers and sums, global pooling. */
    static ComputationGraph resNet(DataType type, IUpdater updater) {
        GraphBuilder graph = base(type, updater)
                .activation(Activation.IDENTITY)
                .convolutionMode(ConvolutionMode.Truncate)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 3))
                .addLayer("pad", new ZeroPaddingLayer.Builder(1, 1).build(), "in");
        String x = convBn(graph, "stem", "pad", 3, 16, 1, ConvolutionMode.Truncate);
        graph.addLayer("stem-relu", new ActivationLayer(Activation.RELU), x).addLayer("pool", pool(), "stem-relu");
        x = block(graph, "a", "pool", true);
        x = block(graph, "b", x, false);
        graph.addLayer("average", new GlobalPoolingLayer(PoolingType.AVG), x)
                .addLayer("out", output(), "average")
                .setOutputs("out");
        ComputationGraph made = new ComputationGraph(graph.build());
        made.init();
        return made;
    }

    private static String block(GraphBuilder graph, String name, String input, boolean entry) {
        String x = convBn(graph, name + "1", input, 1, 8, entry ? 2 : 1, ConvolutionMode.Truncate);
        graph.addLayer(name + "1-relu", new ActivationLayer(Activation.RELU), x);
        x = convBn(graph, name + "2", name + "1-relu", 3, 8, 1, ConvolutionMode.Same);
        graph.addLayer(name + "2-relu", new ActivationLayer(Activation.RELU), x);
        x = convBn(graph, name + "3", name + "2-relu", 1, 32, 1, ConvolutionMode.Truncate);
        String shortcut = entry ? convBn(graph, name + "-shortcut", input, 1, 32, 2, ConvolutionMode.Truncate) : input;
        graph.addVertex(name + "-add", new ElementWiseVertex(ElementWiseVertex.Op.Add), x, shortcut)
                .addLayer(name + "-relu", new ActivationLayer(Activation.RELU), name + "-add");
        return name + "-relu";
    }

    private static String convBn(
            GraphBuilder graph, String name, String input, int kernel, int nOut, int stride, ConvolutionMode mode) {
        graph.addLayer(
                        name,
                        conv(kernel, nOut)
                                .stride(stride, stride)
                                .convolutionMode(mode)
                                .build(),
                        input)
                .addLayer(name + "-bn", new BatchNormalization(), name);
        return name + "-bn";
    }

    static IUpdater sgd() {
        return new Sgd(0.05);
    }

    static DataSet data(DataType type, long seed) {
        return data(type, seed, 6);
    }

    static DataSet data(DataType type, long seed, int batch) {
        Random random = new Random(seed);
        INDArray x = Nd4j.create(type, batch, 3, SIZE, SIZE);
        for (long i = 0; i < x.length(); i++) {
            x.putScalar(i, random.nextGaussian());
        }
        INDArray y = Nd4j.zeros(type, batch, CLASSES);
        for (int n = 0; n < batch; n++) {
            y.putScalar(n, random.nextInt(CLASSES), 1);
        }
        return new DataSet(x, y);
    }

    static void fit(Model model, DataSet data) {
        if (model instanceof ComputationGraph graph) {
            graph.fit(data);
        } else {
            ((MultiLayerNetwork) model).fit(data);
        }
    }

    static INDArray output(Model model, INDArray x, boolean training) {
        return model instanceof ComputationGraph graph
                ? graph.output(training, x)[0]
                : ((MultiLayerNetwork) model).output(x, training);
    }

    /** Sets the weights of a stock network to zero that its sparse twin does not have. */
    static void mask(Model stock, Model sparse) {
        for (NamedLayer named : NamedLayer.of(sparse)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer layer) {
                layer(stock, named.name()).getParam("W").muli(layer.mask());
            }
        }
    }

    static Layer layer(Model model, String name) {
        return NamedLayer.of(model).stream()
                .filter(named -> named.name().equals(name))
                .findFirst()
                .orElseThrow()
                .layer();
    }

    static void assertSameOutputs(Model actual, Model expected, DataType type) {
        INDArray x = data(type, 99).getFeatures();
        for (boolean training : new boolean[] {false, true}) {
            assertClose(output(actual, x, training), output(expected, x, training), 1e-5);
        }
    }

    static void assertClose(INDArray actual, INDArray expected, double tolerance) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.dup('c').sub(expected.dup('c')).amaxNumber().doubleValue())
                .isLessThanOrEqualTo(tolerance);
    }
}
