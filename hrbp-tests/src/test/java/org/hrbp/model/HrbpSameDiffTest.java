/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.pattern.Structures;
import org.hrbp.zoo.ResNetCifar;
import org.hrbp.zoo.SmallCnn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Converted networks have the network's outputs. */
class HrbpSameDiffTest {
    private static INDArray gaussian(long... shape) {
        Random random = new Random(1);
        INDArray array = Nd4j.create(DataType.FLOAT, shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    private static INDArray labels(int examples, int classes) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, examples, classes);
        for (int n = 0; n < examples; n++) {
            labels.putScalar(n, n % classes, 1);
        }
        return labels;
    }

    private static void assertSame(INDArray actual, INDArray expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-5);
    }

    /** Trained for a step first, so that running statistics and biases are not their defaults. */
    private static SameDiff checkGraph(ComputationGraph graph, INDArray x, INDArray y) {
        graph.fit(new DataSet(x, y));
        SameDiff sd = HrbpSameDiff.from(graph);
        String out = graph.getConfiguration().getNetworkOutputs().get(0);
        assertSame(sd.outputSingle(Map.of("input", x), out), graph.outputSingle(x));
        return sd;
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "false, true"})
    void smallCnn(boolean dropIns, boolean stock) {
        SmallCnn.Builder builder = SmallCnn.builder().seed(3).classes(10).dropIns(dropIns);
        ComputationGraph graph =
                builder.stock(stock).sparsity(stock ? 0 : 0.8).build().init();
        SameDiff sd = checkGraph(graph, gaussian(3, 1, 28, 28), labels(3, 10));
        assertThat(sd.getVariable("conv1")).isNotNull();
    }

    @Test
    void resNet32() {
        ComputationGraph graph = ResNetCifar.builder()
                .seed(3)
                .width(4)
                .groupRows(4)
                .sparsity(0.5)
                .build()
                .init();
        checkGraph(graph, gaussian(2, 3, 32, 32), labels(2, 10));
    }

    static Stream<String> structures() {
        return Structures.ids().stream();
    }

    /** Strides, both convolution modes, biases, activations, odd sizes, stock layers among sparse ones; loss as DL4J's. */
    @ParameterizedTest
    @MethodSource("structures")
    void multiLayerNetworks(String structure) {
        double density = structure.equals("dense") ? 1 : 0.5;
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .list()
                .layer(new HrbpConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .stride(2, 1)
                        .structure(structure)
                        .density(density)
                        .groupRows(3)
                        .activation(Activation.TANH)
                        .convolutionMode(ConvolutionMode.Same)
                        .build())
                .layer(new BatchNormalization())
                .layer(new HrbpConvolutionLayer.Builder(2, 2)
                        .nOut(5)
                        .structure(structure)
                        .density(density)
                        .groupRows(3)
                        .hasBias(false)
                        .activation(Activation.RELU)
                        .convolutionMode(ConvolutionMode.Truncate)
                        .build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}).build())
                .layer(new ConvolutionLayer.Builder(1, 1)
                        .nOut(4)
                        .activation(Activation.SIGMOID)
                        .name("stock")
                        .build())
                .layer(new HrbpDenseLayer.Builder()
                        .nOut(7)
                        .structure(structure)
                        .density(density)
                        .groupRows(3)
                        .activation(Activation.RELU)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(6)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .name("out")
                        .build())
                .setInputType(InputType.convolutional(9, 7, 2))
                .build());
        network.init();
        DataSet data = new DataSet(gaussian(3, 2, 9, 7), labels(3, 3));
        network.fit(data);
        SameDiff sd = HrbpSameDiff.from(network);
        Map<String, INDArray> in = Map.of("input", data.getFeatures(), "out-labels", data.getLabels());
        assertSame(sd.outputSingle(in, "out"), network.output(data.getFeatures()));
        assertThat(sd.outputSingle(in, "out-loss").getDouble(0)).isCloseTo(network.score(data), within(1e-5));
    }

    @Test
    void unsupportedLayersAreAllListed() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LocalResponseNormalization.Builder().name("lrn").build())
                .layer(new DropoutLayer.Builder(0.5).name("drop").build())
                .layer(new DenseLayer.Builder()
                        .nOut(3)
                        .activation(Activation.CUBE)
                        .name("cube")
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.L1)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .name("out")
                        .build())
                .setInputType(InputType.convolutional(4, 4, 2))
                .build());
        network.init();
        assertThatThrownBy(() -> HrbpSameDiff.from(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"lrn\"", "\"drop\"", "\"cube\"", "\"out\"");
    }
}
