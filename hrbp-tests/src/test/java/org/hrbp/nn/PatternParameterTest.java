/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** The pattern as a parameter: stored, averaged, changed in place, replaced, damaged. */
class PatternParameterTest {
    private static MultiLayerNetwork net() {
        return Nets.mln(
                Nets.base(DataType.FLOAT).updater(new Adam(0.01)).l2(1e-3),
                InputType.convolutional(8, 8, 3),
                new HrbpConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .nOut(8)
                        .activation(Activation.RELU)
                        .density(0.3)
                        .groupRows(4)
                        .build(),
                new HrbpDenseLayer.Builder()
                        .name("dense")
                        .nOut(6)
                        .structure("unstructured")
                        .build());
    }

    private static SparseLayer layer(MultiLayerNetwork net) {
        return (SparseLayer) net.getLayer(0);
    }

    private static INDArray stored(MultiLayerNetwork net) {
        return net.getLayer(0).getParam(HrbpParamInitializer.PATTERN_KEY);
    }

    @Test
    void keepsOnlyWhatTheDensityAllows() {
        MultiLayerNetwork net = net();
        long kept = net.getLayer(0).getParam("W").length();
        assertThat(kept).isEqualTo(layer(net).pattern().keptCount()).isLessThanOrEqualTo((long) (0.3 * 8 * 27));
        assertThat(layer(net).mask().sumNumber().longValue()).isEqualTo(kept);
        assertThat(net.getLayer(0).getParam("W").shape()).containsExactly(1, kept);
        assertThat(layer(net).mask().shape()).containsExactly(8, 3, 3, 3);
        assertThat(((SparseLayer) net.getLayer(1)).mask().shape()).containsExactly(8 * 6 * 6, 6);
    }

    @Test
    void updaterHoldsStateForTrainedParametersOnly() {
        MultiLayerNetwork net = net();
        net.fit(Nets.data(DataType.FLOAT, 1, 4, 3, 8, 8));
        long trained = 0;
        for (var layer : net.getLayers()) {
            for (var entry : layer.paramTable().entrySet()) {
                trained += "I".equals(entry.getKey()) ? 0 : entry.getValue().length();
            }
        }
        assertThat(net.getUpdater().getStateViewArray().length()).isEqualTo(2 * trained);
    }

    @Test
    void trainingNeverChangesThePattern() {
        MultiLayerNetwork net = net();
        INDArray before = stored(net).dup();
        for (int i = 0; i < 5; i++) {
            net.fit(Nets.data(DataType.FLOAT, i, 4, 3, 8, 8));
        }
        assertThat(stored(net)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6, 7})
    void averageOverReplicasDecodesExactly(int replicas) {
        MultiLayerNetwork net = net();
        var pattern = layer(net).pattern();
        INDArray exact = stored(net).dup();
        INDArray sum = exact.dup();
        for (int i = 1; i < replicas; i++) {
            sum.addi(exact);
        }
        stored(net).assign(sum.muli(1f / replicas));
        assertThat(layer(net).pattern()).isEqualTo(pattern);
        assertThat(stored(net)).isEqualTo(exact);
    }

    @Test
    void weightsChangedInPlaceAreSeenByTheNextForwardPass() {
        MultiLayerNetwork net = net();
        INDArray x = Nets.data(DataType.FLOAT, 2, 3, 3, 8, 8).getFeatures();
        INDArray before = net.output(x).dup();
        net.params().muli(1); // the pattern must survive whole-array arithmetic
        assertThat(net.output(x)).isEqualTo(before);
        net.getLayer(0).getParam("W").muli(-2);
        assertThat(net.output(x)).isNotEqualTo(before);
    }

    @Test
    void replacedPatternIsUsedByTheNextForwardPass() {
        MultiLayerNetwork net = net();
        INDArray x = Nets.data(DataType.FLOAT, 2, 3, 3, 8, 8).getFeatures();
        INDArray before = net.output(x).dup();
        INDArray mask = layer(net).mask();
        PatternSpec spec = new PatternSpec(new WeightShape(8, 3, 3, 3), 0.3, (int) (0.3 * 216), 4, 1.0 / 3, false, 99);
        PatternState other = PatternState.initial(Structures.byId("hrbp").buildRandom(spec), "hrbp");
        layer(net).setPatternState(other);
        assertThat(layer(net).pattern()).isEqualTo(other.pattern());
        assertThat(layer(net).mask()).isNotEqualTo(mask);
        assertThat(net.output(x)).isNotEqualTo(before);
    }

    @Test
    void aPatternThatDoesNotFitIsRefusedByNameAndChangesNothing() {
        MultiLayerNetwork net = net();
        INDArray before = stored(net).dup();
        PatternSpec larger = PatternSpec.of(new WeightShape(8, 3, 3, 3), 0.9).withGroupRows(4);
        assertThatThrownBy(() -> layer(net)
                        .setPatternState(
                                PatternState.initial(Structures.byId("hrbp").buildRandom(larger), "hrbp")))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageContaining("conv")
                .hasMessageContaining("weights");
        PatternSpec other = PatternSpec.of(new WeightShape(8, 3, 3, 3), 0.3);
        assertThatThrownBy(() -> layer(net)
                        .setPatternState(PatternState.initial(
                                Structures.byId("unstructured").buildRandom(other), "unstructured")))
                .hasMessageContaining("conv")
                .hasMessageContaining("hrbp");
        assertThat(stored(net)).isEqualTo(before);
    }

    @Test
    void aDamagedPatternIsAnErrorThatNamesTheLayer() {
        MultiLayerNetwork net = net();
        INDArray x = Nets.data(DataType.FLOAT, 2, 3, 3, 8, 8).getFeatures();
        stored(net).putScalar(stored(net).length() - 1, 8);
        assertThatThrownBy(() -> net.output(x)).hasMessageContaining("conv");
        stored(net).assign(0.5);
        assertThatThrownBy(() -> net.output(x)).hasMessageContaining("conv").hasMessageContaining("0.5");
    }

    @Test
    void denseWeightsComeBackThroughSet() {
        MultiLayerNetwork net = net();
        for (int i = 0; i < 2; i++) {
            SparseLayer layer = (SparseLayer) net.getLayer(i);
            INDArray dense = layer.denseWeights();
            INDArray packed = net.getLayer(i).getParam("W").dup();
            net.getLayer(i).getParam("W").assign(0);
            layer.setDenseWeights(dense);
            assertThat(net.getLayer(i).getParam("W")).isEqualTo(packed);
            assertThat(dense.mul(layer.mask())).isEqualTo(dense);
        }
        assertThatThrownBy(() -> layer(net).setDenseWeights(org.nd4j.linalg.factory.Nd4j.zeros(8, 3, 3)))
                .hasMessageContaining("conv")
                .hasMessageContaining("[8, 3, 3, 3]");
    }
}
