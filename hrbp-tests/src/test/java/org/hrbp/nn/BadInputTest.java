/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.conf.PatternSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Bad settings and inputs are refused with the layer's name and what is allowed. */
class BadInputTest {
    private static final InputType INPUT = InputType.convolutional(8, 8, 3);

    private static HrbpConvolutionLayer.Builder conv() {
        return new HrbpConvolutionLayer.Builder(3, 3).name("c1").nOut(4).density(0.5);
    }

    static Stream<Arguments> settings() {
        return Stream.of(
                Arguments.of("density is 0.0; it must be in (0, 1]", change(b -> b.density(0))),
                Arguments.of("density is 1.5", change(b -> b.density(1.5))),
                Arguments.of("density is NaN", change(b -> b.density(Double.NaN))),
                Arguments.of("group rows is -1; it must be at least 1, or 0", change(b -> b.groupRows(-1))),
                Arguments.of("block density is 0.0", change(b -> b.blockDensity(0))),
                Arguments.of("weight budget is -1", change(b -> b.weightBudget(-1))),
                Arguments.of("dense, unstructured, hrbp", change(b -> b.structure("butterfly"))));
    }

    private static UnaryOperator<HrbpConvolutionLayer.Builder> change(
            UnaryOperator<HrbpConvolutionLayer.Builder> change) {
        return change;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsAreCheckedWhenTheLayerIsBuilt(String message, UnaryOperator<HrbpConvolutionLayer.Builder> change) {
        assertThatThrownBy(() -> change.apply(conv()).build())
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("\"c1\"")
                .hasMessageContaining(message);
    }

    @Test
    void aBudgetBeyondTheLayerIsRefusedWhenTheNetworkIsMade() {
        assertThatThrownBy(() -> Nets.mln(
                        Nets.base(DataType.FLOAT),
                        INPUT,
                        conv().weightBudget(109).build()))
                .hasMessageContaining("\"c1\"")
                .hasMessageContaining("109")
                .hasMessageContaining("108");
    }

    @Test
    void aLayerWithoutANameIsCheckedOnceDl4jHasNamedIt() {
        HrbpConvolutionLayer unnamed =
                new HrbpConvolutionLayer.Builder(3, 3).nOut(4).density(2).build();
        assertThatThrownBy(() -> Nets.mln(Nets.base(DataType.FLOAT), INPUT, unnamed))
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("\"layer0\"")
                .hasMessageContaining("density is 2.0");
    }

    @Test
    void settingsThatDoNotFitTheShapeAreRefusedByName() {
        assertThatThrownBy(() -> Nets.mln(
                        Nets.base(DataType.FLOAT),
                        INPUT,
                        conv().structure("dense").density(0.5).build()))
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("\"c1\"");
        assertThatThrownBy(() -> Nets.mln(
                        Nets.base(DataType.FLOAT),
                        InputType.feedForward(1 << 24),
                        new HrbpDenseLayer.Builder().name("d").nOut(1 << 10).build()))
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("\"d\"");
    }

    @Test
    void structureDenseKeepsEverything() {
        HrbpConvolutionLayer layer = new HrbpConvolutionLayer.Builder(3, 3)
                .nOut(4)
                .structure("dense")
                .build();
        assertThat(Nets.mln(Nets.base(DataType.FLOAT), INPUT, layer)
                        .getLayer(0)
                        .getParam("W")
                        .length())
                .isEqualTo(108);
    }

    @Test
    void halfPrecisionIsRefusedByName() {
        assertThatThrownBy(() -> Nets.mln(Nets.base(DataType.FLOAT16), INPUT, conv().build()))
                .hasMessageContaining("\"c1\"")
                .hasMessageContaining("HALF");
    }

    @Test
    void constraintsThatNeedAxesAreRefusedAndOthersWork() {
        assertThatThrownBy(() -> Nets.mln(
                        Nets.base(DataType.FLOAT),
                        INPUT,
                        conv().constrainWeights(new MaxNormConstraint(1, 1, 2, 3))
                                .build()))
                .hasMessageContaining("\"c1\"")
                .hasMessageContaining("MaxNormConstraint");
        assertThatThrownBy(() -> Nets.mln(
                        Nets.base(DataType.FLOAT).constrainWeights(new MaxNormConstraint(1, 1)), INPUT, conv().build()))
                .hasMessageContaining("MaxNormConstraint");
        assertThatThrownBy(() -> Nets.mln(
                        Nets.base(DataType.FLOAT),
                        INPUT,
                        conv().constrainAllParameters(new MaxNormConstraint(1, 1))
                                .build()))
                .hasMessageContaining("MaxNormConstraint");
        MultiLayerNetwork net = Nets.mln(
                Nets.base(DataType.FLOAT).updater(new Sgd(0.1)),
                INPUT,
                conv().constrainWeights(new NonNegativeConstraint()).build());
        net.fit(Nets.data(DataType.FLOAT, 1, 4, 3, 8, 8));
        assertThat(net.getLayer(0).getParam("W").minNumber().doubleValue()).isNotNegative();
    }

    @Test
    void layerNormalisationIsRefused() {
        assertThatThrownBy(() -> new HrbpDenseLayer.Builder()
                        .name("d")
                        .nOut(3)
                        .hasLayerNorm(true)
                        .build())
                .hasMessageContaining("\"d\"");
        assertThatCode(() ->
                        new HrbpDenseLayer.Builder().nOut(3).hasLayerNorm(false).build())
                .doesNotThrowAnyException();
    }

    @Test
    void inputsOfTheWrongShapeAreRefused() {
        MultiLayerNetwork net = Nets.mln(
                Nets.base(DataType.FLOAT),
                INPUT,
                conv().build(),
                new HrbpDenseLayer.Builder().name("d").nOut(3).build());
        assertThatThrownBy(() -> net.output(Nd4j.zeros(2, 5, 8, 8)))
                .isInstanceOf(DL4JInvalidInputException.class)
                .hasMessageContaining("c1");
        INDArray matrix = Nd4j.zeros(2, 7);
        assertThatThrownBy(() -> net.getLayer(1)
                        .activate(matrix, false, org.deeplearning4j.nn.workspace.LayerWorkspaceMgr.noWorkspaces()))
                .isInstanceOf(DL4JInvalidInputException.class)
                .hasMessageContaining("\"d\"")
                .hasMessageContaining("[2, 7]");
    }

    @Test
    void settingsPrintAndCompare() {
        assertThat(PatternSettings.DEFAULT.withDensity(0.2)).isNotEqualTo(PatternSettings.DEFAULT);
        assertThat(conv().build()).isEqualTo(conv().build()).hasSameHashCodeAs(conv().build());
        assertThat(conv().build()).isNotEqualTo(conv().patternSeed(4).build());
        assertThat(conv().build().toString()).contains("hrbp");
        assertThat(new HrbpDenseLayer.Builder().nOut(3).build())
                .isNotEqualTo(new HrbpDenseLayer.Builder()
                        .nOut(3)
                        .coverChannels(false)
                        .build());
    }
}
