/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HrbpWeightsTest {
    static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(base().list()
                .layer(convolution())
                .layer(dense())
                .layer(output())
                .setInputType(InputType.convolutional(5, 5, 8))
                .build());
        network.init();
        return network;
    }

    static ComputationGraph graph() {
        ComputationGraph graph = new ComputationGraph(base().graphBuilder()
                .addInputs("in")
                .addLayer("conv", convolution(), "in")
                .addLayer("dense", dense(), "conv")
                .addLayer("out", output(), "dense")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(5, 5, 8))
                .build());
        graph.init();
        return graph;
    }

    private static NeuralNetConfiguration.Builder base() {
        return new NeuralNetConfiguration.Builder().seed(3).updater(new Nesterovs(0.1, 0.9));
    }

    private static Layer convolution() {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name("conv")
                .nOut(12)
                .groupRows(4)
                .density(0.25)
                .build();
    }

    private static Layer dense() {
        return new HrbpDenseLayer.Builder()
                .name("dense")
                .nOut(10)
                .structure("unstructured")
                .density(0.5)
                .build();
    }

    private static Layer output() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .name("out")
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .build();
    }

    static Stream<Model> models() {
        MultiLayerNetwork network = network();
        return Stream.of(
                network,
                graph(),
                new TransferLearning.Builder(network).setFeatureExtractor(1).build(),
                new TransferLearning.GraphBuilder(graph())
                        .setFeatureExtractor("dense")
                        .build());
    }

    @ParameterizedTest
    @MethodSource("models")
    void denseIsZeroExactlyWhereTheMaskIs(Model model) {
        for (String name : new String[] {"conv", "dense"}) {
            INDArray dense = HrbpWeights.dense(model, name);
            INDArray mask = HrbpWeights.mask(model, name);
            Pattern pattern = HrbpWeights.pattern(model, name);
            assertThat(mask.sumNumber().intValue()).isEqualTo(pattern.keptCount());
            assertThat(dense.neq(0).castTo(mask.dataType())).isEqualTo(mask);
        }
        assertThat(HrbpWeights.dense(model, "conv").shape()).containsExactly(12, 8, 3, 3);
        assertThat(HrbpWeights.dense(model, "dense").shape()).containsExactly(108, 10);
    }

    @ParameterizedTest
    @MethodSource("models")
    void setDenseTakesTheKeptWeights(Model model) {
        for (String name : new String[] {"conv", "dense"}) {
            INDArray values = Nd4j.rand(HrbpWeights.dense(model, name).shape()).addi(1);
            HrbpWeights.setDense(model, name, values);
            assertThat(HrbpWeights.dense(model, name)).isEqualTo(values.mul(HrbpWeights.mask(model, name)));
        }
    }

    @Test
    void wrappersAreLookedThrough() {
        MultiLayerNetwork network = network();
        FrozenLayer frozen = new FrozenLayer(new FrozenLayer(network.getLayer(0)));
        INDArray ones = Nd4j.ones(12, 8, 3, 3);
        HrbpWeights.setDense(frozen, ones);
        assertThat(HrbpWeights.dense(network, "conv")).isEqualTo(HrbpWeights.mask(frozen));
        assertThat(HrbpWeights.pattern(frozen)).isEqualTo(HrbpWeights.pattern(network, "conv"));
    }

    @Test
    void otherLayersAndNamesAreRefused() {
        MultiLayerNetwork network = network();
        assertThatThrownBy(() -> HrbpWeights.dense(network.getLayer(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Layer \"out\" is a OutputLayer; only sparse layers have a pattern");
        assertThatThrownBy(() -> HrbpWeights.mask(network, "out"))
                .hasMessageContaining("Layer \"out\" is a OutputLayer");
        assertThatThrownBy(() -> HrbpWeights.pattern(network, "conv7"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Layer \"conv7\" is not one of [conv, dense, out]");
        assertThatThrownBy(() -> HrbpWeights.dense(graph(), "conv7"))
                .hasMessage("Layer \"conv7\" is not one of [conv, dense, out]");
    }

    @Test
    void wrongShapeChangesNothing() {
        MultiLayerNetwork network = network();
        INDArray before = HrbpWeights.dense(network, "conv");
        assertThatThrownBy(() -> HrbpWeights.setDense(network, "conv", Nd4j.ones(8, 12, 3, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"conv\"")
                .hasMessageContaining("[8, 12, 3, 3]")
                .hasMessageContaining("[12, 8, 3, 3]");
        assertThat(HrbpWeights.dense(network, "conv")).isEqualTo(before);
    }

    @Test
    void modelsWithoutLayersAreRefused() {
        MultiLayerNetwork network = network();
        assertThatThrownBy(() -> HrbpWeights.dense((Model) network.getLayer(0), "conv"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("use a MultiLayerNetwork or a ComputationGraph");
        MultiLayerNetwork raw = new MultiLayerNetwork(network.getLayerWiseConfigurations());
        assertThatThrownBy(() -> HrbpWeights.dense(raw, "conv"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("init()");
        ComputationGraph rawGraph = new ComputationGraph(graph().getConfiguration());
        assertThatThrownBy(() -> HrbpWeights.dense(rawGraph, "conv")).hasMessageContaining("init()");
    }
}
