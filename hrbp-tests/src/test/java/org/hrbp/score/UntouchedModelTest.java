/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.listeners.CollectScoresListener;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class UntouchedModelTest {
    private static final long SEED = 77;

    private final MultiDataSet batch = ScoreNets.data(DataType.FLOAT, 1, 4, 2, 6, 6);
    private final DataSet single = new DataSet(batch.getFeatures(0), batch.getLabels(0));

    @BeforeEach
    void drawFromTheSameGenerator() {
        Nd4j.getRandom().setSeed(SEED);
    }

    private static NeuralNetConfiguration.Builder noisy() {
        return ScoreNets.base(DataType.FLOAT).l2(0.01).dropOut(new Dropout(0.8)).weightNoise(new DropConnect(0.9));
    }

    /** Everything that training goes on from, in raw bits. */
    private Map<String, Object> state(Model model, INDArray updater, String conf) {
        Map<String, Object> state = new TreeMap<>();
        state.put("params", model.params().dup().data().asFloat());
        state.put("updater", updater.dup().data().asFloat());
        state.put("conf", conf);
        state.put("rng", List.of(Nd4j.getRandom().rootState(), Nd4j.getRandom().nodeState()));
        state.put("features", batch.getFeatures(0).dup().data().asFloat());
        state.put("labels", batch.getLabels(0).dup().data().asFloat());
        return state;
    }

    private Map<String, Object> state(MultiLayerNetwork net) {
        String conf = net.getLayerWiseConfigurations().toJson();
        Map<String, Object> state = state(net, net.getUpdater().getStateViewArray(), conf);
        state.put("listeners", net.getListeners().size());
        state.put("counts", List.of(net.getIterationCount(), net.getEpochCount()));
        state.put("gradient", net.getFlattenedGradients().dup().data().asFloat());
        state.put("layers", List.of((Object[]) net.getLayers()));
        return state;
    }

    private Map<String, Object> state(ComputationGraph graph) {
        String conf = graph.getConfiguration().toJson();
        Map<String, Object> state = state(graph, graph.getUpdater().getStateViewArray(), conf);
        state.put("listeners", graph.getListeners().size());
        state.put("counts", List.of(graph.getIterationCount(), graph.getEpochCount()));
        state.put("layers", List.of((Object[]) graph.getLayers()));
        return state;
    }

    private static void assertSame(Map<String, Object> after, Map<String, Object> before) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((key, value) -> assertThat(after.get(key)).as(key).isEqualTo(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "magnitude", "snip", "grasp"})
    void networksAreTheSameAfterwardsAndTrainOnAlike(String id) {
        MultiLayerNetwork net = ScoreNets.network(noisy(), ScoreNets.IMAGE, ScoreNets.imageLayers(false));
        CollectScoresListener listener = new CollectScoresListener(1);
        net.setListeners(listener);
        net.fit(single);
        MultiLayerNetwork twin = net.clone();
        Nd4j.getRandom().setSeed(SEED);
        Map<String, Object> before = state(net);
        LayerScores scores = ScoreMethods.byId(id).of(net, List.of(batch, batch), 3);
        assertSame(state(net), before);
        assertThat(listener.getListScore().size()).isEqualTo(1);
        assertThat(ScoreMethods.byId(id).of(net, List.of(batch, batch), 3).get("second"))
                .containsExactly(scores.get("second"));

        net.fit(single);
        Nd4j.getRandom().setSeed(SEED);
        twin.fit(single);
        assertThat(net.params().dup().data().asFloat())
                .containsExactly(twin.params().dup().data().asFloat());
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "magnitude", "snip", "grasp"})
    void graphsAreTheSameAfterwards(String id) {
        ComputationGraph graph = ScoreNets.graph(noisy(), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        graph.setListeners(new CollectScoresListener(1));
        graph.fit(single);
        Map<String, Object> before = state(graph);
        ScoreMethods.byId(id).of(graph, List.of(batch), 3);
        assertSame(state(graph), before);
    }

    /** Frozen layers give no gradient in DL4J; ours are scored as those of the network before it was frozen. */
    @ParameterizedTest
    @ValueSource(strings = {"random", "magnitude", "snip", "grasp"})
    void frozenLayersAreScoredLikeOthersAndStayFrozen(String id) {
        Score score = ScoreMethods.byId(id);
        MultiLayerNetwork net =
                ScoreNets.network(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(false));
        MultiLayerNetwork frozen =
                new TransferLearning.Builder(net).setFeatureExtractor(2).build();
        ComputationGraph graph =
                ScoreNets.graph(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        ComputationGraph frozenGraph = new TransferLearning.GraphBuilder(graph)
                .setFeatureExtractor("second")
                .build();
        assertThat(frozen.getLayer(0)).isInstanceOf(FrozenLayer.class);
        assertSameScores(score.of(frozen, List.of(batch), 5), score.of(net, List.of(batch), 5));
        assertSameScores(score.of(frozenGraph, List.of(batch), 5), score.of(graph, List.of(batch), 5));
        assertThat(frozen.getLayer(0)).isInstanceOf(FrozenLayer.class);
        Layer first = frozenGraph.getLayer("first");
        assertThat(first).isInstanceOf(FrozenLayer.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snip", "grasp"})
    void frozenVerticesHandTheGradientOn(String id) {
        org.deeplearning4j.nn.conf.layers.Layer[] layers = ScoreNets.imageLayers(true);
        ComputationGraph graph = new ComputationGraph(ScoreNets.base(DataType.FLOAT)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(ScoreNets.IMAGE)
                .addLayer("first", layers[0], "in")
                .addLayer("norm", layers[1], "first")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first", "norm")
                .addLayer("second", layers[2], "add")
                .addLayer("hidden", layers[3], "second")
                .addLayer("out", layers[4], "hidden")
                .setOutputs("out")
                .build());
        graph.init();
        ComputationGraph frozen = new TransferLearning.GraphBuilder(graph)
                .setFeatureExtractor("add")
                .build();
        assertThat(frozen.getConfiguration().getVertices().get("add")).isInstanceOf(FrozenVertex.class);
        Score score = ScoreMethods.byId(id);
        assertSameScores(score.of(frozen, List.of(batch), 5), score.of(graph, List.of(batch), 5));
        assertThat(frozen.getConfiguration().getVertices().get("add")).isInstanceOf(FrozenVertex.class);
    }

    private static void assertSameScores(LayerScores actual, LayerScores expected) {
        assertThat(actual.layers()).containsExactlyElementsOf(expected.layers());
        assertThat(actual.layers()).contains("first", "second", "hidden", "out");
        for (String layer : expected.layers()) {
            assertThat(actual.get(layer)).containsExactly(expected.get(layer));
        }
    }

    @Test
    void dropoutAndWeightNoiseAreLeftOut() {
        MultiLayerNetwork plain =
                ScoreNets.network(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        MultiLayerNetwork noisy = ScoreNets.network(noisy(), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        for (Score score : List.of(new SnipScore(), new GraspScore())) {
            assertSameScores(score.of(noisy, List.of(batch), 0), score.of(plain, List.of(batch), 0));
        }
    }
}
