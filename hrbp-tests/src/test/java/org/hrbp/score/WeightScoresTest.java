/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

class WeightScoresTest {
    @Test
    void magnitudesStandInTheOrderRowChannelPosition() {
        MultiLayerNetwork net =
                ScoreNets.network(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
        LayerScores scores = new MagnitudeScore().of(net, List.of(), 0);
        INDArray conv = net.getLayer(2).getParam("W");
        float[] second = scores.get("second");
        int next = 0;
        for (int o = 0; o < 5; o++) {
            for (int c = 0; c < 4; c++) {
                for (int y = 0; y < 3; y++) {
                    for (int x = 0; x < 2; x++) {
                        assertThat(second[next++]).isEqualTo(Math.abs(conv.getFloat(o, c, y, x)));
                    }
                }
            }
        }
        assertThat(second).hasSize(next);
        INDArray dense = net.getLayer(3).getParam("W");
        float[] hidden = scores.get("hidden");
        for (int i = 0; i < hidden.length; i++) {
            int nIn = (int) dense.size(0);
            assertThat(hidden[i]).isEqualTo(Math.abs(dense.getFloat(i % nIn, i / nIn)));
        }
        assertThat(hidden).hasSize((int) dense.length());
    }

    @Test
    void magnitudeKeepsTheSameWeightsAsPlainJava() {
        MultiLayerNetwork net = ScoreNets.network(
                ScoreNets.base(DataType.FLOAT), ScoreNets.VECTOR, ScoreNets.hidden(4), ScoreNets.output());
        PlainNet plain = new PlainNet(net, 1);
        LayerScores scores = new MagnitudeScore().of(net, List.of(), 0);
        assertThat(ScoreNets.best(9, scores.get("hidden"), scores.get("out")))
                .containsExactly(ScoreNets.best(9, magnitudes(plain.weights1()), magnitudes(plain.weights2())));
    }

    private static float[] magnitudes(double[][] w) {
        float[] magnitudes = new float[w.length * w[0].length];
        for (int i = 0; i < magnitudes.length; i++) {
            magnitudes[i] = (float) Math.abs(w[i / w[0].length][i % w[0].length]);
        }
        return magnitudes;
    }

    @Test
    void randomScoresDependOnSeedAndNameOnly() {
        MultiLayerNetwork net = ScoreNets.network(
                ScoreNets.base(DataType.FLOAT), ScoreNets.VECTOR, ScoreNets.hidden(40), ScoreNets.output());
        MultiLayerNetwork other = ScoreNets.network(
                ScoreNets.base(DataType.FLOAT),
                ScoreNets.VECTOR,
                new HrbpDenseLayer.Builder()
                        .name("before")
                        .nOut(ScoreNets.INPUTS)
                        .structure("dense")
                        .build(),
                ScoreNets.hidden(40),
                ScoreNets.output());
        Score random = new RandomScore();
        float[] scores = random.of(net, List.of(), 7).get("hidden");
        assertThat(random.of(net, List.of(), 7).get("hidden")).containsExactly(scores);
        assertThat(random.of(other, List.of(), 7).get("hidden")).containsExactly(scores);
        assertThat(random.of(net, List.of(), 8).get("hidden")).isNotEqualTo(scores);
        assertThat(random.of(other, List.of(), 7).get("before"))
                .isNotEqualTo(Arrays.copyOf(scores, ScoreNets.INPUTS * ScoreNets.INPUTS));
        assertThat(IntStream.range(0, scores.length).mapToDouble(i -> scores[i]))
                .allMatch(score -> score >= 0 && score < 1);
        assertThat(IntStream.range(0, scores.length)
                        .mapToDouble(i -> scores[i])
                        .average()
                        .orElseThrow())
                .isBetween(0.4, 0.6);
    }

    @Test
    void layersThatAreNotPlainConvolutionsHaveNoScoresButPassGradients() {
        MultiLayerNetwork net = ScoreNets.network(
                ScoreNets.base(DataType.FLOAT),
                ScoreNets.IMAGE,
                new DepthwiseConvolution2D.Builder(3, 3)
                        .name("depthwise")
                        .depthMultiplier(2)
                        .build(),
                new SeparableConvolution2D.Builder(3, 3)
                        .name("separable")
                        .nOut(3)
                        .build(),
                new Deconvolution2D.Builder(3, 3).name("transposed").nOut(3).build(),
                ScoreNets.output());
        List<MultiDataSet> batch = List.of(ScoreNets.data(DataType.FLOAT, 1, 3, 2, 6, 6));
        for (String id : ScoreMethods.ids()) {
            LayerScores scores = ScoreMethods.byId(id).of(net, batch, 0);
            assertThat(scores.layers()).as(id).containsExactly("out");
            assertThat(scores.get("out")).as(id).doesNotContain(0);
        }
    }

    @Test
    void sparseLayersThatLackWeightsAreRefused() {
        MultiLayerNetwork net = ScoreNets.network(
                ScoreNets.base(DataType.FLOAT),
                ScoreNets.VECTOR,
                new HrbpDenseLayer.Builder()
                        .name("thin")
                        .nOut(4)
                        .structure("unstructured")
                        .density(0.5)
                        .build(),
                ScoreNets.output());
        for (String id : ScoreMethods.ids()) {
            assertThatThrownBy(() -> ScoreMethods.byId(id)
                            .of(net, List.of(ScoreNets.data(DataType.FLOAT, 1, 3, ScoreNets.INPUTS)), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("\"thin\"", "10 of 20");
        }
    }

    @Test
    void notFiniteWeightsAreRefusedByLayer() {
        MultiLayerNetwork net = ScoreNets.network(
                ScoreNets.base(DataType.FLOAT), ScoreNets.VECTOR, ScoreNets.hidden(4), ScoreNets.output());
        net.getLayer(1).getParam("W").putScalar(2, Float.NaN);
        assertThatThrownBy(() -> new MagnitudeScore().of(net, List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"out\"", "NaN");
        for (Score score : List.of(new SnipScore(), new GraspScore())) {
            assertThatThrownBy(() -> score.of(net, List.of(ScoreNets.data(DataType.FLOAT, 1, 3, ScoreNets.INPUTS)), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("Layer \"", "NaN");
        }
    }

    @Test
    void scoresAreFoundByName() {
        assertThat(ScoreMethods.ids()).containsExactly("random", "magnitude", "snip", "grasp");
        for (String id : ScoreMethods.ids()) {
            assertThat(ScoreMethods.byId(id).id()).isEqualTo(id);
        }
        assertThat(ScoreMethods.byId("snip").needsData()).isTrue();
        assertThat(ScoreMethods.byId("magnitude").needsData()).isFalse();
        assertThatThrownBy(() -> ScoreMethods.byId("SNIP"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"SNIP\"", "[random, magnitude, snip, grasp]");
    }
}
