/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
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
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.autodiff.samediff.VariableType;
import org.nd4j.autodiff.validation.GradCheckUtil;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
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

    /** Running statistics are constants; whatever else the network trains is trained, gamma and beta too. */
    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aConvertedNetworkWithBatchNormalizationTrains(boolean dropIns) {
        ComputationGraph graph = SmallCnn.builder()
                .seed(3)
                .classes(10)
                .dropIns(dropIns)
                .sparsity(0.8)
                .build()
                .init();
        DataSet data = new DataSet(gaussian(8, 1, 28, 28), labels(8, 10));
        SameDiff sd = checkGraph(graph, data.getFeatures(), data.getLabels());
        String out = graph.getConfiguration().getNetworkOutputs().get(0);
        sd.setTrainingConfig(TrainingConfig.builder()
                .updater(new Adam(0.01))
                .dataSetFeatureMapping("input")
                .dataSetLabelMapping(out + "-labels")
                .build());
        Map<String, INDArray> in = Map.of("input", data.getFeatures(), out + "-labels", data.getLabels());
        Map<String, INDArray> before = arrays(sd);
        double loss = sd.outputSingle(in, out + "-loss").getDouble(0);
        for (int step = 0; step < 20; step++) {
            sd.fit(data);
        }
        assertThat(sd.outputSingle(in, out + "-loss").getDouble(0)).isLessThan(0.95 * loss);
        before.forEach((name, array) -> {
            boolean trained = sd.getVariable(name).getVariableType() == VariableType.VARIABLE;
            assertThat(array.equals(sd.getArrForVarName(name))).as(name).isNotEqualTo(trained);
        });
        assertThat(before.keySet()).anyMatch(name -> name.endsWith("-gamma")).anyMatch(name -> name.endsWith("-mean"));
    }

    private static Map<String, INDArray> arrays(SameDiff sd) {
        return sd.variables().stream()
                .filter(v -> v.isConstant() || v.getVariableType() == VariableType.VARIABLE)
                .collect(Collectors.toMap(SDVariable::name, v -> v.getArr().dup()));
    }

    /** As scale and shift: every gradient, after a convolution, a fully connected layer and at the very input. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void batchNormalizationHasItsGradients(boolean locked) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .activation(Activation.TANH)
                .list()
                .layer(new BatchNormalization.Builder().name("first").build())
                .layer(new ConvolutionLayer.Builder(2, 2).nOut(3).build())
                .layer(new BatchNormalization.Builder()
                        .lockGammaBeta(locked)
                        .gamma(1.5)
                        .beta(0.5)
                        .useLogStd(true)
                        .build())
                .layer(new DenseLayer.Builder().nOut(4).build())
                .layer(new BatchNormalization())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .name("out")
                        .build())
                .setInputType(InputType.convolutional(3, 4, 2))
                .build());
        network.init();
        INDArray x = gaussian(3, 2, 3, 4).castTo(DataType.DOUBLE);
        INDArray y = labels(3, 2).castTo(DataType.DOUBLE);
        network.fit(new DataSet(x, y));
        SameDiff sd = HrbpSameDiff.from(network);
        assertSame(sd.outputSingle(Map.of("input", x), "out"), network.output(x));
        sd.associateArrayWithVariable(x, "input"); // GradCheckUtil looks for them in the graph
        sd.associateArrayWithVariable(y, "out-labels");
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            assertThat(GradCheckUtil.checkGradients(sd, Map.of("input", x, "out-labels", y)))
                    .isTrue();
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 4", "0, 0"})
    void resNet32(int width, int rows) {
        ResNetCifar.Builder builder = ResNetCifar.builder().seed(3).sparsity(0.5);
        if (width > 0) {
            builder.width(width).groupRows(rows);
        }
        ComputationGraph graph = builder.build().init();
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
