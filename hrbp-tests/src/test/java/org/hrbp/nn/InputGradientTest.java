/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A first layer that hands on no gradient trains as one that does. */
class InputGradientTest {
    private static final InputType IMAGES = InputType.convolutional(6, 5, 3);

    private static HrbpConvolutionLayer conv(String name, boolean inputGradient) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(8)
                .sparsity(0.5)
                .inputGradient(inputGradient)
                .build();
    }

    private static DataSet data() {
        Nd4j.getRandom().setSeed(3);
        INDArray labels = Nd4j.zeros(4, Nets.CLASSES);
        for (int i = 0; i < 4; i++) {
            labels.putScalar(i, i % Nets.CLASSES, 1);
        }
        return new DataSet(Nd4j.randn(DataType.FLOAT, 4, 3, 6, 5), labels);
    }

    @Test
    void trainsMultiLayerNetworkEqually() {
        MultiLayerNetwork with = Nets.mln(Nets.base(DataType.FLOAT), IMAGES, conv("a", true), conv("b", true));
        MultiLayerNetwork without = Nets.mln(Nets.base(DataType.FLOAT), IMAGES, conv("a", false), conv("b", true));
        assertThat(without.params()).isEqualTo(with.params());
        with.fit(data());
        without.fit(data());
        assertThat(without.params()).isEqualTo(with.params());
    }

    @Test
    void trainsComputationGraphEqually() {
        ComputationGraph with = Nets.graph(Nets.base(DataType.FLOAT), IMAGES, conv("a", true), conv("b", true));
        ComputationGraph without = Nets.graph(Nets.base(DataType.FLOAT), IMAGES, conv("a", false), conv("b", true));
        with.fit(data());
        without.fit(data());
        assertThat(without.params()).isEqualTo(with.params());
    }

    @Test
    void survivesJson() {
        MultiLayerConfiguration list =
                Nets.mln(Nets.base(DataType.FLOAT), IMAGES, conv("a", false)).getLayerWiseConfigurations();
        MultiLayerConfiguration listAgain = MultiLayerConfiguration.fromJson(list.toJson());
        assertThat(((HrbpConvolutionLayer) listAgain.getConf(0).getLayer()).isInputGradient())
                .isFalse();
        ComputationGraphConfiguration graph =
                Nets.graph(Nets.base(DataType.FLOAT), IMAGES, conv("a", false)).getConfiguration();
        assertThat(ComputationGraphConfiguration.fromJson(graph.toJson())).isEqualTo(graph);
        assertThat(conv("a", false)).isNotEqualTo(conv("a", true));
    }

    @Test
    void isRefusedBehindAPreProcessor() {
        InputType flat = InputType.convolutionalFlat(6, 5, 3);
        assertThatThrownBy(() -> Nets.mln(Nets.base(DataType.FLOAT), flat, conv("a", false)))
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("\"a\"")
                .hasMessageContaining("inputGradient(false)");
    }
}
