/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.nn.graph.HrbpFanOut;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Channels through merges, sums, flattenings and layers that keep all of them; and what is refused. */
class ChannelFlowTest {
    private static ConvolutionLayer conv(int nOut) {
        return new ConvolutionLayer.Builder(1, 1)
                .nOut(nOut)
                .activation(Activation.TANH)
                .build();
    }

    private static OutputLayer out() {
        return new OutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    /** Input {@code in} of 3 channels and 2x2 pixels, {@code a}: 8 and {@code b}: 6 channels; the output reads "last". */
    private static ComputationGraphConfiguration graph(Consumer<GraphBuilder> middle) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(2, 2, 3))
                .addLayer("a", conv(8), "in")
                .addLayer("b", conv(6), "in");
        middle.accept(graph);
        return graph.addLayer("out", out(), "last").setOutputs("out").build();
    }

    private static List<List<String>> sets(ComputationGraphConfiguration conf, double sparsity) {
        return ChannelPlan.of(conf, sparsity, 1).sets().stream()
                .map(TiedSet::layers)
                .toList();
    }

    private static void assertSameAsNarrow(ComputationGraphConfiguration conf, double sparsity) {
        ComputationGraph wide = new ComputationGraph(conf);
        wide.init();
        ChannelNets.scatterParameters(wide);
        ChannelPlan plan = ChannelPlan.of(conf, sparsity, 1);
        ComputationGraph narrow = NarrowModel.of(wide, plan);
        assertThat(narrow.numParams()).isLessThan(wide.numParams());
        ChannelNets.mask(wide, plan.patterns());
        INDArray images = ChannelNets.images(DataType.DOUBLE, 3, 3, 2, 2);
        INDArray difference = wide.outputSingle(images).sub(narrow.outputSingle(images));
        assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-9);
    }

    @Test
    void mergeConcatenatesAndFlatteningRepeats() {
        ComputationGraphConfiguration conf = graph(g -> g.addVertex("last", new MergeVertex(), "a", "b"));
        assertThat(sets(conf, 0.5)).containsExactly(List.of("a"), List.of("b"));
        ChannelPlan plan = ChannelPlan.of(conf, 0.5, 1);
        int[] a = plan.keptOutputs("a");
        int[] b = plan.keptOutputs("b");
        assertThat(plan.keptInputs("out")).hasSize(4 * (a.length + b.length)).contains(4 * a[0], 32 + 4 * b[0] + 3);
        assertSameAsNarrow(conf, 0.5);
    }

    @Test
    void sumOfAMergeTiesItsPartsSeparately() {
        ComputationGraphConfiguration conf = graph(g -> g.addLayer("c", conv(14), "in")
                .addVertex("merge", new MergeVertex(), "a", "b")
                .addVertex("fan", new HrbpFanOut(), "c")
                .addVertex("last", new ElementWiseVertex(ElementWiseVertex.Op.Max), "merge", "fan"));
        assertThat(sets(conf, 0.5)).containsExactlyInAnyOrder(List.of("a", "c"), List.of("b", "c"));
        ChannelPlan plan = ChannelPlan.of(conf, 0.5, 1);
        assertThat(plan.sets().stream().map(TiedSet::size)).containsExactlyInAnyOrder(8, 6);
        assertThat(plan.keptOutputs("c")).isEqualTo(plan.keptOutputs("merge"));
        assertSameAsNarrow(conf, 0.5);
    }

    @Test
    void channelsAddedToTheNetworkInputStay() {
        ComputationGraphConfiguration conf = graph(g -> g.addLayer("c", conv(3), "a")
                .addVertex("last", new ElementWiseVertex(ElementWiseVertex.Op.Add), "c", "in")
                .addLayer("unused", conv(2), "b")
                .addVertex("pool-merge", new HrbpFanOut(), "unused")
                .allowDisconnected(true));
        ChannelPlan plan = ChannelPlan.of(conf, 0.4, 1);
        assertThat(plan.keptOutputs("c")).containsExactly(0, 1, 2);
        assertThat(plan.keptOutputs("a").length).isLessThan(8);
        assertSameAsNarrow(conf, 0.4);
    }

    @Test
    void channelsThatMixOutsideTheWeightsStay() {
        ComputationGraphConfiguration conf = graph(g -> g.addLayer(
                        "lrn", new LocalResponseNormalization.Builder().build(), "a")
                .addLayer("softmax", new ActivationLayer(Activation.SOFTMAX), "b")
                .addLayer("c", conv(9), "softmax")
                .addVertex("merge", new MergeVertex(), "lrn", "c")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "merge")
                .addLayer(
                        "last",
                        new DenseLayer.Builder().nOut(5).hasLayerNorm(true).build(),
                        "pool"));
        ChannelPlan plan = ChannelPlan.of(conf, 0.2, 1);
        assertThat(plan.sets().stream().map(TiedSet::layers)).containsExactly(List.of("c"));
        assertThat(plan.keptOutputs("a")).hasSize(8);
        assertThat(plan.keptOutputs("b")).hasSize(6);
        assertThat(plan.keptOutputs("last")).hasSize(5);
    }

    @Test
    void unitsThatBecomePixelsOfOneChannelStayTogether() {
        ComputationGraphConfiguration conf =
                graph(g -> g.addLayer("dense", new DenseLayer.Builder().nOut(20).build(), "a")
                        .addLayer("last", conv(4), new FeedForwardToCnnPreProcessor(2, 2, 5), "dense")
                        .addLayer("d", conv(2), "b")
                        .allowDisconnected(true));
        ChannelPlan plan = ChannelPlan.of(conf, 0.6, 1);
        int[] channels = plan.keptInputs("last");
        int[] units = plan.keptOutputs("dense");
        assertThat(channels.length).isBetween(1, 4);
        assertThat(units).hasSize(4 * channels.length).contains(4 * channels[0], 4 * channels[0] + 3);
        assertSameAsNarrow(conf, 0.6);
    }

    @Test
    void whatCannotBeFollowedIsRefusedByName() {
        refused(g -> g.addVertex("last", new L2NormalizeVertex(), "a"), "Vertex \"last\": a L2NormalizeVertex");
        refused(
                g -> g.addLayer(
                        "last", new Deconvolution2D.Builder(2, 2).nOut(3).build(), "a"),
                "Layer \"last\": a Deconvolution2D is not supported");
        refused(
                g -> g.addVertex("last", new MergeVertex(), "in", "a"),
                "Vertex \"last\" merges a network input, whose number of channels");
        MultiLayerConfiguration recurrent = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().name("lstm").nIn(3).nOut(4).build())
                .layer(new RnnOutputLayer.Builder()
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        assertThatThrownBy(() -> ChannelPlan.of(recurrent, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Layer \"lstm\": a LSTM is not supported by channel plans");
    }

    private static void refused(Consumer<GraphBuilder> middle, String message) {
        ComputationGraphConfiguration conf = graph(middle.andThen(g -> g.allowDisconnected(true)));
        assertThatThrownBy(() -> ChannelPlan.of(conf, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void unknownSizesAreRefusedByName() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().name("first").nOut(4).build())
                .layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        assertThatThrownBy(() -> ChannelPlan.of(conf, 0.5, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Layer \"first\" has 0 inputs and 4 outputs");
    }
}
