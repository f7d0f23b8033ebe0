/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class GradientScoresTest {
    private static final int UNITS = 4;
    private static final int KEPT = 9;

    private static MultiLayerNetwork small(DataType type) {
        MultiLayerNetwork net = ScoreNets.network(
                ScoreNets.base(type).l2(0.1), ScoreNets.VECTOR, ScoreNets.hidden(UNITS), ScoreNets.output());
        net.getLayer(0).getParam("b").assign(0.3);
        return net;
    }

    /** Batches of different size: every example must count the same. */
    private static List<MultiDataSet> batches(DataType type) {
        return List.of(ScoreNets.data(type, 1, 6, ScoreNets.INPUTS), ScoreNets.data(type, 2, 11, ScoreNets.INPUTS));
    }

    private static PlainNet reference(MultiLayerNetwork net, List<MultiDataSet> batches, double temperature) {
        PlainNet reference = new PlainNet(net, temperature);
        batches.forEach(batch -> reference.addGradients(batch, 1 / 17.0));
        batches.forEach(batch -> reference.addProducts(batch, 1 / 17.0));
        return reference;
    }

    private static float[] floats(double[] values, boolean absolute) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (absolute ? Math.abs(values[i]) : values[i]);
        }
        return floats;
    }

    private static void assertSameScores(LayerScores actual, float[] hidden, float[] output, double tolerance) {
        assertThat(actual.layers()).containsExactly("hidden", "out");
        assertThat(ScoreNets.difference(actual.get("hidden"), hidden)).isLessThan(tolerance);
        assertThat(ScoreNets.difference(actual.get("out"), output)).isLessThan(tolerance);
        assertThat(ScoreNets.best(KEPT, actual.get("hidden"), actual.get("out")))
                .containsExactly(ScoreNets.best(KEPT, hidden, output));
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void snipEqualsPlainJava(DataType type) {
        MultiLayerNetwork net = small(type);
        PlainNet reference = reference(net, batches(type), 1);
        assertSameScores(
                new SnipScore().of(net, batches(type), 0),
                floats(PlainNet.scores(reference.weights1(), reference.gradient1), true),
                floats(PlainNet.scores(reference.weights2(), reference.gradient2), true),
                1e-5);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void graspEqualsTheExactHessianProduct(DataType type) {
        MultiLayerNetwork net = small(type);
        PlainNet reference = reference(net, batches(type), 200);
        assertSameScores(
                new GraspScore().of(net, batches(type), 0),
                floats(PlainNet.scores(reference.weights1(), reference.product1), false),
                floats(PlainNet.scores(reference.weights2(), reference.product2), false),
                1e-4);
    }

    /** Many units and examples: kinks of ReLU lie close to the weights. */
    @Test
    void graspOfReluHasNoPartOfItsKinks() {
        DenseLayer hidden = ScoreNets.hidden(40);
        hidden.setActivationFn(new ActivationReLU());
        MultiLayerNetwork net =
                ScoreNets.network(ScoreNets.base(DataType.FLOAT), ScoreNets.VECTOR, hidden, ScoreNets.output());
        List<MultiDataSet> batches = List.of(
                ScoreNets.data(DataType.FLOAT, 1, 900, ScoreNets.INPUTS),
                ScoreNets.data(DataType.FLOAT, 2, 500, ScoreNets.INPUTS));
        PlainNet reference = new PlainNet(net, 200);
        batches.forEach(batch -> reference.addGradients(batch, 1 / 1400.0));
        batches.forEach(batch -> reference.addProducts(batch, 1 / 1400.0));
        assertSameScores(
                new GraspScore().of(net, batches, 0),
                floats(PlainNet.scores(reference.weights1(), reference.product1), false),
                floats(PlainNet.scores(reference.weights2(), reference.product2), false),
                1e-5);
    }

    @Test
    void halvesOfABatchAddUp() {
        MultiDataSet whole = ScoreNets.data(DataType.DOUBLE, 3, 8, ScoreNets.INPUTS);
        List<MultiDataSet> halves = List.of(part(whole, 0, 4), part(whole, 4, 8));
        for (Score score : List.of(new SnipScore(), new GraspScore())) {
            LayerScores one = score.of(small(DataType.DOUBLE), List.of(whole), 0);
            LayerScores two = score.of(small(DataType.DOUBLE), halves, 0);
            assertThat(ScoreNets.difference(two.get("hidden"), one.get("hidden")))
                    .isLessThan(1e-6);
            assertThat(ScoreNets.difference(two.get("out"), one.get("out"))).isLessThan(1e-6);
        }
    }

    private static MultiDataSet part(MultiDataSet whole, int from, int to) {
        List<DataSet> rows = new DataSet(whole.getFeatures(0), whole.getLabels(0)).asList();
        DataSet part = DataSet.merge(rows.subList(from, to));
        return new MultiDataSet(part.getFeatures(), part.getLabels());
    }

    /** The scores' order and batch normalisation in training mode, from DL4J's own loss in training mode. */
    @Test
    void snipOfConvolutionsEqualsTheSlopeOfTheTrainingLoss() {
        MultiLayerNetwork net =
                ScoreNets.network(ScoreNets.base(DataType.DOUBLE), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        MultiDataSet batch = ScoreNets.data(DataType.DOUBLE, 4, 5, 2, 6, 6);
        DataSet data = new DataSet(batch.getFeatures(0), batch.getLabels(0));
        LayerScores scores = new SnipScore().of(net, List.of(batch), 0);
        assertThat(scores.layers()).containsExactly("first", "second", "hidden", "out");
        for (int l : new int[] {0, 2, 3}) {
            INDArray weights = net.getLayer(l).getParam("W");
            float[] actual = scores.get(net.getLayer(l).conf().getLayer().getLayerName());
            assertThat(actual).hasSize((int) weights.length());
            for (int index = 0; index < actual.length; index += 7) {
                long[] at = place(weights, index);
                double weight = weights.getDouble(at);
                double slope = (shifted(net, data, weights, at, 1e-5) - shifted(net, data, weights, at, -1e-5)) / 2e-5;
                assertThat(actual[index])
                        .as("layer %s, weight %s", l, Arrays.toString(at))
                        .isCloseTo((float) Math.abs(weight * slope), within(1e-7f));
            }
        }
    }

    private static long[] place(INDArray weights, int index) {
        long[] shape = weights.shape();
        if (shape.length == 2) {
            return new long[] {index % shape[0], index / shape[0]};
        }
        long kernel = shape[2] * shape[3];
        return new long[] {
            index / (shape[1] * kernel), index / kernel % shape[1], index % kernel / shape[3], index % shape[3]
        };
    }

    private static double shifted(MultiLayerNetwork net, DataSet data, INDArray weights, long[] at, double by) {
        double weight = weights.getDouble(at);
        weights.putScalar(at, weight + by);
        double loss = net.score(data, true);
        weights.putScalar(at, weight);
        return loss;
    }

    @ParameterizedTest
    @ValueSource(strings = {"magnitude", "snip", "grasp"})
    void ourDenseLayersScoreLikeStockOnesInNetworksAndGraphs(String id) {
        Score score = ScoreMethods.byId(id);
        List<MultiDataSet> batches =
                List.of(ScoreNets.data(DataType.FLOAT, 5, 4, 2, 6, 6), ScoreNets.data(DataType.FLOAT, 6, 3, 2, 6, 6));
        MultiLayerNetwork stock =
                ScoreNets.network(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        MultiLayerNetwork ours =
                ScoreNets.network(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(false));
        ComputationGraph graph =
                ScoreNets.graph(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        graph.setParams(stock.params());
        LayerScores expected = score.of(stock, batches, 0);
        LayerScores packed = score.of(ours, batches, 0);
        LayerScores inGraph = score.of(graph, batches, 0);
        assertThat(packed.layers()).containsExactlyElementsOf(expected.layers());
        assertThat(inGraph.layers()).containsExactlyElementsOf(expected.layers());
        for (String layer : expected.layers()) {
            assertThat(ScoreNets.difference(packed.get(layer), expected.get(layer)))
                    .isLessThan(1e-4);
            assertThat(ScoreNets.difference(inGraph.get(layer), expected.get(layer)))
                    .isLessThan(1e-5);
        }
    }

    @Test
    void graphsMayHaveSeveralInputsAndOutputs() {
        ComputationGraph graph = new ComputationGraph(ScoreNets.base(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("a", "b")
                .setInputTypes(ScoreNets.VECTOR, ScoreNets.VECTOR)
                .addLayer("hidden", ScoreNets.hidden(3), "a", "b")
                .addLayer("out1", ScoreNets.output(), "hidden")
                .addLayer("out2", ScoreNets.output(), "hidden")
                .setOutputs("out1", "out2")
                .build());
        graph.init();
        MultiDataSet a = ScoreNets.data(DataType.DOUBLE, 7, 6, ScoreNets.INPUTS);
        MultiDataSet b = ScoreNets.data(DataType.DOUBLE, 8, 6, ScoreNets.INPUTS);
        MultiDataSet both = new MultiDataSet(
                new INDArray[] {a.getFeatures(0), b.getFeatures(0)}, new INDArray[] {a.getLabels(0), b.getLabels(0)});
        MultiLayerNetwork joined = ScoreNets.network(
                ScoreNets.base(DataType.DOUBLE),
                InputType.feedForward(2 * ScoreNets.INPUTS),
                ScoreNets.hidden(3),
                ScoreNets.output());
        joined.getLayer(0).setParams(graph.getLayer("hidden").params().dup());
        joined.getLayer(1).setParams(graph.getLayer("out2").params().dup());
        MultiDataSet single = new MultiDataSet(Nd4j.hstack(a.getFeatures(0), b.getFeatures(0)), both.getLabels(1));
        assertThat(ScoreNets.difference(
                        new SnipScore().of(graph, List.of(both), 0).get("out2"),
                        new SnipScore().of(joined, List.of(single), 0).get("out")))
                .isLessThan(1e-6);
        assertThat(new GraspScore().of(graph, List.of(both), 0).layers())
                .containsExactlyInAnyOrder("hidden", "out1", "out2");
    }
}
