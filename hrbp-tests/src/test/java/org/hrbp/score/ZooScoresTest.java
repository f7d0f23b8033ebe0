/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.LayerPlan;
import org.hrbp.density.LayerSize;
import org.hrbp.density.ScoreAllocation;
import org.hrbp.zoo.ResNetCifar;
import org.hrbp.zoo.ZooNet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class ZooScoresTest {
    private static MultiDataSet batch() {
        MultiDataSet images = ScoreNets.data(DataType.FLOAT, 1, 3, 3, 32, 32);
        return new MultiDataSet(
                images.getFeatures(0), Nd4j.hstack(images.getLabels(0), Nd4j.zeros(DataType.FLOAT, 3, 7)));
    }

    /** Fused ReLUs and those of their own layers are held alike. */
    @ParameterizedTest
    @ValueSource(strings = {"snip", "grasp"})
    void dropInsScoreLikeDl4jsLayers(String id) {
        ComputationGraph ours =
                ResNetCifar.builder().depth(8).sparsity(0).build().init();
        ComputationGraph stock = ResNetCifar.builder()
                .depth(8)
                .sparsity(0)
                .dropIns(false)
                .build()
                .init();
        LayerScores expected = ScoreMethods.byId(id).of(stock, List.of(batch()), 0);
        LayerScores actual = ScoreMethods.byId(id).of(ours, List.of(batch()), 0);
        for (String layer : expected.layers()) {
            assertThat(ScoreNets.difference(actual.get(layer), expected.get(layer)))
                    .as(layer)
                    .isLessThan(1e-3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snip", "grasp"})
    void scoresOfAResidualNetworkGiveDensities(String id) {
        ZooNet net = ResNetCifar.builder().depth(8).sparsity(0).build();
        ComputationGraph graph = net.init();
        LayerScores scores = ScoreMethods.byId(id).of(graph, List.of(batch()), 0);
        assertThat(scores.layers())
                .containsExactlyInAnyOrderElementsOf(
                        net.plan().layers().stream().map(LayerPlan::name).toList());
        Map<String, float[]> byLayer = new LinkedHashMap<>();
        scores.layers().forEach(layer -> byLayer.put(layer, scores.get(layer)));
        List<LayerSize> sizes = net.plan().layers().stream()
                .map(layer -> new LayerSize(layer.name(), layer.shape(), false))
                .toList();
        double[] densities = new ScoreAllocation(byLayer).densities(sizes, 0.9);
        double kept = 0;
        for (int i = 0; i < densities.length; i++) {
            kept += densities[i] * sizes.get(i).shape().size();
        }
        assertThat(Math.round(kept)).isEqualTo(net.plan().totalWeights() / 10);
    }
}
