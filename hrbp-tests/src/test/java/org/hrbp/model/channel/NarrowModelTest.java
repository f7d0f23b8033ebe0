/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.hrbp.model.Hrbp;
import org.hrbp.model.HrbpWeights;
import org.hrbp.zoo.ResNetCifar;
import org.hrbp.zoo.SmallCnn;
import org.hrbp.zoo.ZooBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** The network with a channel plan's patterns computes what the narrower dense network does, in training as well. */
class NarrowModelTest {
    private static final DataType TYPE = DataType.DOUBLE;
    private static final int STEPS = 3;

    static Stream<Arguments> updaters() {
        return Stream.of(Arguments.of(new Sgd(0.1)), Arguments.of(new Nesterovs(0.05, 0.9)));
    }

    @ParameterizedTest
    @MethodSource("updaters")
    void plainNetworkEqualsTheNarrowerOne(IUpdater updater) {
        MultiLayerNetwork sparse = ChannelNets.init(ChannelNets.vggLike(updater));
        ChannelNets.scatterParameters(sparse);
        ChannelPlan plan = ChannelPlan.of(sparse, 0.7, 3);
        MultiLayerNetwork narrow = NarrowModel.of(sparse, plan);
        assertThat(narrow.getLayer("dense").getParam("W").length())
                .isEqualTo(plan.pattern("dense").keptCount())
                .isLessThan(sparse.getLayer("dense").getParam("W").length());
        ChannelNets.mask(sparse, plan.patterns());

        INDArray images = ChannelNets.images(TYPE, 5, 2, 6, 8);
        INDArray labels = ChannelNets.labels(TYPE, 5, 3);
        assertClose(narrow.output(images), sparse.output(images));
        for (int step = 0; step < STEPS; step++) {
            sparse.fit(images, labels);
            ChannelNets.mask(sparse, plan.patterns());
            narrow.fit(images, labels);
            assertClose(narrow.output(images), sparse.output(images));
        }
        MultiLayerNetwork trained = NarrowModel.of(sparse, plan);
        assertClose(narrow.params(), trained.params());
    }

    @ParameterizedTest
    @CsvSource({"true, 0", "true, 0.9", "false, 0", "false, 0.9"})
    void residualNetworkEqualsTheNarrowerOne(boolean stock, double momentum) {
        IUpdater updater = momentum == 0 ? new Sgd(0.1) : new Nesterovs(0.05, momentum);
        ComputationGraph sparse = graph(ResNetCifar.builder().depth(8).width(6).stock(stock), updater);
        assertEqualsTheNarrowerOne(sparse, ChannelPlan.of(sparse, 0.8, 4));
    }

    @Test
    void smallCnnEqualsTheNarrowerOne() {
        ComputationGraph sparse = graph(SmallCnn.builder(), new Nesterovs(0.05, 0.9));
        assertEqualsTheNarrowerOne(sparse, ChannelPlan.of(sparse, 0.9, 4));
    }

    private static ComputationGraph graph(ZooBuilder<?> builder, IUpdater updater) {
        ComputationGraph graph = builder.structure("dense")
                .classes(3)
                .input(8, 8, 3)
                .updater(updater)
                .dataType(TYPE)
                .build()
                .init();
        ChannelNets.scatterParameters(graph);
        return graph;
    }

    private static void assertEqualsTheNarrowerOne(ComputationGraph sparse, ChannelPlan plan) {
        INDArray images = ChannelNets.images(TYPE, 4, 3, 8, 8);
        ComputationGraph narrow = NarrowModel.of(sparse, plan);
        assertThat(narrow.numParams()).isLessThan(sparse.numParams());
        ChannelNets.mask(sparse, plan.patterns());
        assertClose(narrow.outputSingle(images), sparse.outputSingle(images));
        INDArray[] labels = {ChannelNets.labels(TYPE, 4, 3)};
        for (int step = 0; step < STEPS; step++) {
            sparse.fit(new INDArray[] {images}, labels);
            ChannelNets.mask(sparse, plan.patterns());
            narrow.fit(new INDArray[] {images}, labels);
            assertClose(narrow.outputSingle(images), sparse.outputSingle(images));
        }
    }

    /** Stored as patterns of structure channel, nothing has to be kept at zero. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void channelPatternsEqualTheNarrowerOne(boolean residual) {
        ZooBuilder<?> builder = residual ? ResNetCifar.builder().depth(8).width(6) : SmallCnn.builder();
        ComputationGraph dense = graph(builder, new Nesterovs(0.05, 0.9));
        ChannelPlan plan = ChannelPlan.of(dense, 0.8, 4);
        ComputationGraph sparse = Hrbp.withPatterns(dense, plan.patterns(), "channel");
        ComputationGraph narrow = NarrowModel.of(dense, plan);
        INDArray[] images = {ChannelNets.images(TYPE, 4, 3, 8, 8)};
        INDArray[] labels = {ChannelNets.labels(TYPE, 4, 3)};
        for (int step = 0; step < STEPS; step++) {
            assertClose(narrow.outputSingle(images), sparse.outputSingle(images));
            sparse.fit(images, labels);
            narrow.fit(images, labels);
        }
        assertClose(narrow.outputSingle(images), sparse.outputSingle(images));
        String layer = residual ? "stage2-block1-conv2" : "conv3";
        assertThat(HrbpWeights.pattern(sparse, layer).keptCount())
                .isEqualTo(HrbpWeights.pattern(narrow, layer).keptCount());
    }

    @Test
    void frozenLayersAreNarrowedInACopy() {
        MultiLayerNetwork network = new TransferLearning.Builder(ChannelNets.init(ChannelNets.vggLike()))
                .setFeatureExtractor(1)
                .build();
        MultiLayerConfiguration before = network.getLayerWiseConfigurations().clone();
        ChannelPlan plan = ChannelPlan.of(network, 0.7, 3);
        MultiLayerNetwork narrow = NarrowModel.of(network, plan);
        assertThat(narrow.getLayer(0).getParam("W").size(0)).isEqualTo(plan.keptOutputs("conv1").length);
        assertThat(narrow.getLayer(0)).isInstanceOf(FrozenLayer.class);
        assertThat(network.getLayerWiseConfigurations()).isEqualTo(before);
        ChannelNets.mask(network, plan.patterns());
        INDArray images = ChannelNets.images(TYPE, 5, 2, 6, 8);
        assertClose(narrow.output(images), network.output(images));
    }

    @Test
    void frozenAdditionsTieChannelsLikeOthers() {
        ComputationGraph graph = graph(ResNetCifar.builder().depth(8).width(6).stock(true), new Sgd(0.1));
        ComputationGraph frozen = new TransferLearning.GraphBuilder(graph)
                .setFeatureExtractor("stage2-block1-conv1")
                .build();
        assertThat(frozen.getConfiguration().getVertices().values()).hasAtLeastOneElementOfType(FrozenVertex.class);
        ChannelPlan plan = ChannelPlan.of(frozen, 0.8, 4);
        assertThat(plan.sets()).isEqualTo(ChannelPlan.of(graph, 0.8, 4).sets());
        INDArray images = ChannelNets.images(TYPE, 4, 3, 8, 8);
        assertClose(
                NarrowModel.of(frozen, plan).outputSingle(images),
                NarrowModel.of(graph, plan).outputSingle(images));
    }

    @Test
    void layersOfThisLibraryBecomeDense() {
        ComputationGraph sparse = ResNetCifar.builder()
                .depth(8)
                .width(8)
                .groupRows(4)
                .input(8, 8, 3)
                .build()
                .init();
        ChannelPlan plan = ChannelPlan.of(sparse, 0.5, 2);
        ComputationGraph narrow = NarrowModel.of(sparse, plan);
        int[] rows = plan.keptOutputs("stage2-block1-conv2");
        int[] channels = plan.keptInputs("stage2-block1-conv2");
        assertThat(HrbpWeights.pattern(narrow, "stage2-block1-conv2").density()).isEqualTo(1);
        INDArray wide = HrbpWeights.dense(sparse, "stage2-block1-conv2");
        INDArray kept = HrbpWeights.dense(narrow, "stage2-block1-conv2");
        assertThat(kept.shape()).containsExactly(rows.length, channels.length, 3, 3);
        for (int r = 0; r < rows.length; r++) {
            for (int c = 0; c < channels.length; c++) {
                assertThat(kept.getDouble(r, c, 1, 2)).isEqualTo(wide.getDouble(rows[r], channels[c], 1, 2));
            }
        }
    }

    @Test
    void aPlanForAnotherNetworkIsRefused() {
        ChannelPlan plan = ChannelPlan.of(ChannelNets.vggLike(), 0.7, 3);
        ComputationGraph other =
                ResNetCifar.builder().depth(8).structure("dense").build().init();
        assertThatThrownBy(() -> NarrowModel.of(other, plan))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The plan is for layers")
                .hasMessageContaining("stage1-block1-conv1");
    }

    private static void assertClose(INDArray actual, INDArray expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-9);
    }
}
