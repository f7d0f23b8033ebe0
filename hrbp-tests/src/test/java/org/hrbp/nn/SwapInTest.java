/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** A swapped layer computes what the stock layer computes: at density 1 with the same weights, else with masked weights. */
class SwapInTest {
    /** One way to configure the two convolutions under test. */
    record Case(
            DataType type,
            CNN2DFormat format,
            ConvolutionMode mode,
            int kernel,
            int stride,
            int padding,
            int dilation,
            boolean bias,
            Activation activation,
            IUpdater updater,
            int batch) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        CNN2DFormat nchw = CNN2DFormat.NCHW;
        CNN2DFormat nhwc = CNN2DFormat.NHWC;
        ConvolutionMode same = ConvolutionMode.Same;
        ConvolutionMode truncate = ConvolutionMode.Truncate;
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            cases.add(new Case(type, nchw, same, 3, 1, 0, 1, true, Activation.RELU, new Nesterovs(0.1, 0.9), 4));
            cases.add(new Case(type, nchw, same, 3, 2, 0, 1, false, Activation.IDENTITY, new Sgd(0.1), 17));
            cases.add(new Case(type, nchw, truncate, 3, 1, 1, 2, true, Activation.TANH, new Sgd(0.1), 1));
            cases.add(new Case(type, nchw, truncate, 1, 2, 0, 1, true, Activation.ELU, new Adam(0.01), 3));
            cases.add(
                    new Case(type, nchw, ConvolutionMode.Strict, 3, 1, 1, 1, true, Activation.RELU, new Sgd(0.1), 16));
            cases.add(new Case(type, nhwc, same, 5, 1, 0, 1, true, Activation.SIGMOID, new Sgd(0.1), 5));
            cases.add(new Case(type, nhwc, truncate, 3, 2, 2, 1, false, Activation.RELU, new Nesterovs(0.1, 0.9), 2));
        }
        return cases.stream();
    }

    private static NeuralNetConfiguration.Builder base(Case c) {
        return Nets.base(c.type())
                .updater(c.updater())
                .l2(1e-3)
                .weightDecay(1e-3)
                .gradientNormalization(GradientNormalization.ClipElementWiseAbsoluteValue)
                .gradientNormalizationThreshold(0.05);
    }

    private static org.deeplearning4j.nn.conf.layers.Layer stock(Case c, String name, int nOut) {
        return new ConvolutionLayer.Builder(c.kernel(), c.kernel())
                .name(name)
                .nOut(nOut)
                .stride(c.stride(), c.stride())
                .padding(c.padding(), c.padding())
                .dilation(c.dilation(), c.dilation())
                .convolutionMode(c.mode())
                .dataFormat(c.format())
                .hasBias(c.bias())
                .activation(c.activation())
                .build();
    }

    private static org.deeplearning4j.nn.conf.layers.Layer sparse(Case c, String name, int nOut, double density) {
        return new HrbpConvolutionLayer.Builder(c.kernel(), c.kernel())
                .name(name)
                .nOut(nOut)
                .stride(c.stride(), c.stride())
                .padding(c.padding(), c.padding())
                .dilation(c.dilation(), c.dilation())
                .convolutionMode(c.mode())
                .dataFormat(c.format())
                .hasBias(c.bias())
                .activation(c.activation())
                .density(density)
                .structure(density == 1 ? "dense" : "hrbp")
                .groupRows(4)
                .build();
    }

    private static InputType input(Case c) {
        return InputType.convolutional(9, 7, 3, c.format());
    }

    private static DataSet data(Case c, long seed) {
        return c.format() == CNN2DFormat.NHWC
                ? Nets.data(c.type(), seed, c.batch(), 9, 7, 3)
                : Nets.data(c.type(), seed, c.batch(), 3, 9, 7);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void denseEqualsStockInOutputAndThreeTrainingSteps(Case c) {
        MultiLayerNetwork stock = Nets.mln(base(c), input(c), stock(c, "a", 6), stock(c, "b", 5));
        MultiLayerNetwork ours = Nets.mln(base(c), input(c), sparse(c, "a", 6, 1), sparse(c, "b", 5, 1));
        assertSameInit(stock.getLayers(), ours.getLayers(), c.type());
        DataSet test = data(c, 9);
        assertThat(Nets.difference(ours.output(test.getFeatures()), stock.output(test.getFeatures())))
                .isLessThan(Nets.tolerance(c.type()));
        for (int step = 0; step < 3; step++) {
            DataSet batch = data(c, step);
            stock.fit(batch);
            ours.fit(batch);
            assertThat(ours.score()).isCloseTo(stock.score(), org.assertj.core.data.Offset.offset(1e-4));
        }
        assertSameWeights(stock.getLayers(), ours.getLayers(), 10 * Nets.tolerance(c.type()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void denseEqualsStockInAGraph(Case c) {
        ComputationGraph stock = Nets.graph(base(c), input(c), stock(c, "a", 6), stock(c, "b", 5));
        ComputationGraph ours = Nets.graph(base(c), input(c), sparse(c, "a", 6, 1), sparse(c, "b", 5, 1));
        DataSet batch = data(c, 1);
        stock.fit(batch);
        ours.fit(batch);
        assertSameWeights(stock.getLayers(), ours.getLayers(), Nets.tolerance(c.type()));
        assertThat(Nets.difference(ours.outputSingle(batch.getFeatures()), stock.outputSingle(batch.getFeatures())))
                .isLessThan(10 * Nets.tolerance(c.type()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sparseEqualsStockWithMaskedWeightsAndGradients(Case c) {
        MultiLayerNetwork ours = Nets.mln(base(c), input(c), sparse(c, "a", 6, 0.4), sparse(c, "b", 5, 0.2));
        MultiLayerNetwork stock = Nets.mln(base(c), input(c), stock(c, "a", 6), stock(c, "b", 5));
        for (int i = 0; i < 2; i++) {
            SparseLayer layer = (SparseLayer) ours.getLayer(i);
            stock.getLayer(i).getParam("W").assign(layer.denseWeights());
        }
        stock.getLayer(2).getParam("W").assign(ours.getLayer(2).getParam("W"));
        DataSet batch = data(c, 4);
        for (MultiLayerNetwork net : List.of(stock, ours)) {
            net.setInput(batch.getFeatures());
            net.setLabels(batch.getLabels());
            net.computeGradientAndScore();
        }
        assertThat(ours.score()).isCloseTo(stock.score(), org.assertj.core.data.Offset.offset(1e-5));
        for (int i = 0; i < 2; i++) {
            SparseLayer layer = (SparseLayer) ours.getLayer(i);
            INDArray expected = stock.gradient().getGradientFor(i + "_W").mul(layer.mask());
            INDArray packed = ours.gradient().getGradientFor(i + "_W");
            INDArray actual = org.hrbp.kernel.PackedWeights.scatter(packed, layer.pattern(), expected.shape(), 'c');
            assertThat(Nets.difference(actual, expected)).isLessThan(10 * Nets.tolerance(c.type()));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void denseLayerEqualsStock(DataType type) {
        for (boolean bias : new boolean[] {true, false}) {
            MultiLayerNetwork stock = Nets.mln(
                    Nets.base(type).updater(new Adam(0.01)).l2(1e-3),
                    InputType.feedForward(13),
                    new DenseLayer.Builder()
                            .name("a")
                            .nOut(9)
                            .hasBias(bias)
                            .activation(Activation.TANH)
                            .build(),
                    new DenseLayer.Builder()
                            .name("b")
                            .nOut(7)
                            .hasBias(bias)
                            .activation(Activation.RELU)
                            .build());
            MultiLayerNetwork ours = Nets.mln(
                    Nets.base(type).updater(new Adam(0.01)).l2(1e-3),
                    InputType.feedForward(13),
                    new HrbpDenseLayer.Builder()
                            .name("a")
                            .nOut(9)
                            .hasBias(bias)
                            .density(1)
                            .activation(Activation.TANH)
                            .build(),
                    new HrbpDenseLayer.Builder()
                            .name("b")
                            .nOut(7)
                            .hasBias(bias)
                            .density(1)
                            .activation(Activation.RELU)
                            .build());
            assertSameInit(stock.getLayers(), ours.getLayers(), type);
            for (int step = 0; step < 3; step++) {
                DataSet batch = Nets.data(type, step, 17, 13);
                stock.fit(batch);
                ours.fit(batch);
            }
            assertSameWeights(stock.getLayers(), ours.getLayers(), 10 * Nets.tolerance(type));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void sparseInitialisationIsTheStockLayersRestrictedToTheKeptWeights(DataType type) {
        Case c = new Case(
                type, CNN2DFormat.NCHW, ConvolutionMode.Same, 3, 1, 0, 1, true, Activation.RELU, new Sgd(0.1), 4);
        MultiLayerNetwork stock = Nets.mln(base(c), input(c), stock(c, "a", 6), stock(c, "b", 5));
        MultiLayerNetwork ours = Nets.mln(base(c), input(c), sparse(c, "a", 6, 0.4), sparse(c, "b", 5, 0.2));
        for (int i = 0; i < 2; i++) {
            SparseLayer layer = (SparseLayer) ours.getLayer(i);
            assertThat(layer.pattern().density()).isLessThan(0.5);
            assertThat(layer.denseWeights())
                    .isEqualTo(stock.getLayer(i).getParam("W").mul(layer.mask()));
        }
        assertThat(ours.getLayer(2).getParam("W")).isEqualTo(stock.getLayer(2).getParam("W"));
    }

    /** Without weight decay, which makes DL4J drop L2. */
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void regularisationActsOnTheKeptWeights(DataType type) {
        Case c = new Case(
                type, CNN2DFormat.NCHW, ConvolutionMode.Same, 3, 1, 0, 1, true, Activation.TANH, new Sgd(0.1), 4);
        var base = Nets.base(type).updater(c.updater()).l1(0.02).l2(0.03).l2Bias(0.01);
        MultiLayerNetwork stock = Nets.mln(base.clone(), input(c), stock(c, "a", 6), stock(c, "b", 5));
        MultiLayerNetwork ours = Nets.mln(base.clone(), input(c), sparse(c, "a", 6, 1), sparse(c, "b", 5, 1));
        DataSet batch = data(c, 3);
        stock.fit(batch);
        ours.fit(batch);
        assertThat(ours.score()).isCloseTo(stock.score(), org.assertj.core.data.Offset.offset(1e-4));
        assertSameWeights(stock.getLayers(), ours.getLayers(), 10 * Nets.tolerance(type));
    }

    /** The dense array is drawn as the stock layer draws it and the kept weights are gathered from it. */
    private static void assertSameInit(Layer[] stock, Layer[] ours, DataType type) {
        assertSameWeights(stock, ours, type == DataType.DOUBLE ? 1e-14 : 1e-6);
    }

    private static void assertSameWeights(Layer[] stock, Layer[] ours, double tolerance) {
        for (int i = 0; i < stock.length; i++) {
            INDArray actual = ours[i] instanceof SparseLayer layer ? layer.denseWeights() : ours[i].getParam("W");
            assertThat(Nets.difference(actual, stock[i].getParam("W")))
                    .as("layer " + i)
                    .isLessThan(tolerance);
            if (stock[i].getParam("b") != null) {
                assertThat(actual.rank()).isEqualTo(stock[i].getParam("W").rank());
                assertThat(ours[i].getParam("b")
                                .sub(stock[i].getParam("b"))
                                .amaxNumber()
                                .doubleValue())
                        .isLessThan(tolerance);
            }
        }
    }
}
