/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class BadBatchTest {
    private final MultiLayerNetwork net =
            ScoreNets.network(ScoreNets.base(DataType.FLOAT), ScoreNets.IMAGE, ScoreNets.imageLayers(true));
    private final MultiDataSet good = ScoreNets.data(DataType.FLOAT, 1, 4, 2, 6, 6);

    private void assertRefused(String id, List<MultiDataSet> batches, String... message) {
        float[] before = net.params().dup().data().asFloat();
        assertThatThrownBy(() -> ScoreMethods.byId(id).of(net, batches, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(message);
        assertThat(net.params().dup().data().asFloat()).containsExactly(before);
        // and the next call works
        assertThat(ScoreMethods.byId(id).of(net, List.of(good), 0).layers()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snip", "grasp"})
    void batchesThatDoNotFitAreRefused(String id) {
        INDArray x = good.getFeatures(0);
        INDArray y = good.getLabels(0);
        assertRefused(id, List.of(), id, "at least one batch");
        assertRefused(id, List.of(good, ScoreNets.data(DataType.FLOAT, 1, 4, 3, 6, 6)), "Batch 1", "[4, 3, 6, 6]");
        assertRefused(id, List.of(ScoreNets.data(DataType.FLOAT, 1, 4, 2, 9, 9)), "Batch 0", "[4, 2, 9, 9]");
        assertRefused(id, List.of(ScoreNets.data(DataType.FLOAT, 1, 4, 7)), "Batch 0", "[4, 7]");
        assertRefused(id, List.of(new MultiDataSet(x, Nd4j.ones(4, 5))), "Batch 0", "labels [4, 5]");
        assertRefused(id, List.of(new MultiDataSet(x, Nd4j.ones(4, 1))), "Batch 0", "labels [4, 1]");
        assertRefused(id, List.of(new MultiDataSet(x, Nd4j.zeros(3, 3))), "Labels of batch 0", "[3, 3]", "4");
        assertRefused(id, List.of(new MultiDataSet(x, Nd4j.zeros(4))), "Labels of batch 0", "[4]");
        assertRefused(id, List.of(new MultiDataSet(new INDArray[] {x}, null)), "Batch 0", "0 label");
        assertRefused(
                id, List.of(new MultiDataSet(new INDArray[] {x, x}, new INDArray[] {y})), "Batch 0", "2 feature", "1");
        assertRefused(id, List.of(new MultiDataSet(x.dup().putScalar(3, Float.NaN), y)), "Layer \"first\"", "NaN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"snip", "grasp"})
    void examplesWithoutAClassAreRefused(String id) {
        INDArray x = good.getFeatures(0);
        INDArray y = good.getLabels(0).dup();
        y.getRow(2).assign(0);
        assertRefused(id, List.of(good, new MultiDataSet(x, y)), "Batch 1", "example 2", "labels are all 0");
        INDArray mask = Nd4j.createFromArray(new float[][] {{1}, {1}, {0}, {1}});
        MultiDataSet masked = new MultiDataSet(new INDArray[] {x}, new INDArray[] {y}, null, new INDArray[] {mask});
        assertThat(ScoreMethods.byId(id).of(net, List.of(masked), 0).layers()).hasSize(4);
    }

    @Test
    void targetsOfZeroHaveAGradientWithOtherLosses() {
        MultiDataSet data = ScoreNets.data(DataType.FLOAT, 1, 4, ScoreNets.INPUTS);
        data.getLabels(0).assign(0);
        LayerScores scores = new SnipScore().of(withOutput(LossFunction.XENT, Activation.SIGMOID), List.of(data), 0);
        assertThat(scores.get("end")[0]).isPositive();
    }

    @Test
    void scoresWithoutDataIgnoreBatches() {
        for (String id : List.of("random", "magnitude")) {
            assertThat(ScoreMethods.byId(id)
                            .of(net, List.of(ScoreNets.data(DataType.FLOAT, 1, 4, 7)), 0)
                            .layers())
                    .containsExactly("first", "second", "hidden", "out");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"snip", "grasp"})
    void networksWithoutALossAreRefused(String id) {
        MultiLayerNetwork headless = ScoreNets.network(
                ScoreNets.base(DataType.FLOAT), ScoreNets.VECTOR, ScoreNets.hidden(ScoreNets.CLASSES));
        assertThatThrownBy(() -> ScoreMethods.byId(id)
                        .of(headless, List.of(ScoreNets.data(DataType.FLOAT, 1, 4, ScoreNets.INPUTS)), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"hidden\"", "loss");
    }

    private static MultiLayerNetwork withOutput(LossFunction loss, Activation activation) {
        return ScoreNets.network(
                ScoreNets.base(DataType.FLOAT),
                ScoreNets.VECTOR,
                ScoreNets.hidden(4),
                new OutputLayer.Builder(loss)
                        .name("end")
                        .nOut(ScoreNets.CLASSES)
                        .activation(activation)
                        .build());
    }

    @Test
    void graspRefusesOtherLossesByName() {
        List<MultiDataSet> data = List.of(ScoreNets.data(DataType.FLOAT, 1, 4, ScoreNets.INPUTS));
        assertThatThrownBy(() -> new GraspScore().of(withOutput(LossFunction.MSE, Activation.SOFTMAX), data, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"end\"", "LossMSE", "MCXENT");
        assertThatThrownBy(() -> new GraspScore().of(withOutput(LossFunction.XENT, Activation.SIGMOID), data, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"end\"", "LossBinaryXENT", "sigmoid", "softmax");
        assertThat(new SnipScore()
                        .of(withOutput(LossFunction.MSE, Activation.SIGMOID), data, 0)
                        .layers())
                .containsExactly("hidden", "end");
    }

    @Test
    void lossLayersServeLikeOutputLayers() {
        List<MultiDataSet> data = List.of(ScoreNets.data(DataType.DOUBLE, 1, 4, ScoreNets.INPUTS));
        MultiLayerNetwork joined = ScoreNets.network(
                ScoreNets.base(DataType.DOUBLE), ScoreNets.VECTOR, ScoreNets.hidden(4), ScoreNets.output());
        MultiLayerNetwork stock = split(
                new DenseLayer.Builder().name("out").nOut(ScoreNets.CLASSES).build());
        MultiLayerNetwork ours = split(new HrbpDenseLayer.Builder()
                .name("out")
                .nOut(ScoreNets.CLASSES)
                .structure("dense")
                .build());
        LayerScores expected = new GraspScore().of(joined, data, 0);
        for (MultiLayerNetwork other : List.of(stock, ours)) {
            LayerScores actual = new GraspScore().of(other, data, 0);
            assertThat(ScoreNets.difference(actual.get("hidden"), expected.get("hidden")))
                    .isLessThan(1e-6);
            assertThat(ScoreNets.difference(actual.get("out"), expected.get("out")))
                    .isLessThan(1e-6);
        }
    }

    private static MultiLayerNetwork split(Layer last) {
        return ScoreNets.network(
                ScoreNets.base(DataType.DOUBLE),
                ScoreNets.VECTOR,
                ScoreNets.hidden(4),
                last,
                new LossLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                        .name("loss")
                        .activation(Activation.SOFTMAX)
                        .build());
    }
}
