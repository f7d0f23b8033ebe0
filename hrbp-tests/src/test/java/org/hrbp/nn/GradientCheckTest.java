/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Numerical gradients in DOUBLE. A layer stands behind another, so that its input gradient is checked as well. */
class GradientCheckTest {
    private static DataType before;

    @BeforeAll
    static void doubles() {
        before = Nd4j.dataType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void restore() {
        Nd4j.setDefaultDataTypes(before, before);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("hrbp", CNN2DFormat.NCHW, ConvolutionMode.Same, 3, 1, 1, true),
                Arguments.of("hrbp", CNN2DFormat.NCHW, ConvolutionMode.Truncate, 3, 2, 1, false),
                Arguments.of("hrbp", CNN2DFormat.NHWC, ConvolutionMode.Same, 3, 2, 1, true),
                Arguments.of("hrbp", CNN2DFormat.NCHW, ConvolutionMode.Truncate, 2, 1, 2, true),
                Arguments.of("unstructured", CNN2DFormat.NCHW, ConvolutionMode.Same, 3, 1, 2, true),
                Arguments.of("unstructured", CNN2DFormat.NHWC, ConvolutionMode.Truncate, 1, 1, 1, false),
                Arguments.of("grouping", CNN2DFormat.NCHW, ConvolutionMode.Same, 3, 1, 1, true),
                Arguments.of("grouping", CNN2DFormat.NCHW, ConvolutionMode.Truncate, 3, 2, 1, false),
                Arguments.of("dense", CNN2DFormat.NCHW, ConvolutionMode.Truncate, 3, 1, 1, true));
    }

    private static HrbpConvolutionLayer conv(
            String name,
            String structure,
            CNN2DFormat format,
            ConvolutionMode mode,
            int kernel,
            int stride,
            int dilation,
            boolean bias) {
        return new HrbpConvolutionLayer.Builder(kernel, kernel)
                .name(name)
                .nOut(4)
                .stride(stride, stride)
                .dilation(dilation, dilation)
                .convolutionMode(mode)
                .dataFormat(format)
                .hasBias(bias)
                .activation(Activation.TANH)
                .structure(structure)
                .density("dense".equals(structure) ? 1 : 0.4)
                .groupRows(2)
                .build();
    }

    private static DataSet images(CNN2DFormat format) {
        return format == CNN2DFormat.NHWC
                ? Nets.data(DataType.DOUBLE, 7, 2, 7, 6, 2)
                : Nets.data(DataType.DOUBLE, 7, 2, 2, 7, 6);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void convolutions(
            String structure,
            CNN2DFormat format,
            ConvolutionMode mode,
            int kernel,
            int stride,
            int dilation,
            boolean bias) {
        MultiLayerNetwork net = Nets.mln(
                Nets.base(DataType.DOUBLE).updater(new NoOp()).l2(0.01),
                InputType.convolutional(7, 6, 2, format),
                conv("a", structure, format, ConvolutionMode.Same, kernel, 1, 1, bias),
                conv("b", structure, format, mode, kernel, stride, dilation, bias));
        DataSet data = images(format);
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(net)
                        .input(data.getFeatures())
                        .labels(data.getLabels())
                        .excludeParams(Set.of("0_I", "1_I"))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unstructured", "grouping"})
    void graphWithBatchNormalizationInFront(String structure) {
        ComputationGraph net = Nets.graph(
                Nets.base(DataType.DOUBLE).updater(new NoOp()),
                InputType.convolutional(7, 6, 2),
                conv("a", "hrbp", CNN2DFormat.NCHW, ConvolutionMode.Same, 3, 1, 1, false),
                new BatchNormalization.Builder().name("bn").build(),
                conv("b", structure, CNN2DFormat.NCHW, ConvolutionMode.Same, 3, 2, 1, true));
        DataSet data = images(CNN2DFormat.NCHW);
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                        .net(net)
                        .inputs(new org.nd4j.linalg.api.ndarray.INDArray[] {data.getFeatures()})
                        .labels(new org.nd4j.linalg.api.ndarray.INDArray[] {data.getLabels()})
                        .excludeParams(Set.of("a_I", "b_I", "bn_mean", "bn_var", "bn_log10stdev"))))
                .isTrue();
    }

    @Test
    void fullyConnected() {
        MultiLayerNetwork net = Nets.mln(
                Nets.base(DataType.DOUBLE).updater(new NoOp()).l1(0.01),
                InputType.feedForward(8),
                new HrbpDenseLayer.Builder()
                        .name("a")
                        .nOut(7)
                        .density(0.5)
                        .groupRows(3)
                        .activation(Activation.SIGMOID)
                        .build(),
                new HrbpDenseLayer.Builder()
                        .name("b")
                        .nOut(6)
                        .density(0.5)
                        .structure("unstructured")
                        .hasBias(false)
                        .activation(Activation.TANH)
                        .build());
        DataSet data = Nets.data(DataType.DOUBLE, 3, 5, 8);
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(net)
                        .input(data.getFeatures())
                        .labels(data.getLabels())
                        .excludeParams(Set.of("0_I", "1_I"))))
                .isTrue();
    }
}
