/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.model.HrbpSummary;
import org.hrbp.model.HrbpUpdater;
import org.hrbp.model.HrbpWeights;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Layers whose W and I are longer than, or given for, the pattern that they hold. */
class CapacityTest {
    private static final WeightShape SHAPE = new WeightShape(8, 3, 3, 3);

    private static PatternSettings roomy() {
        return PatternSettings.DEFAULT
                .withStructure("unstructured")
                .withDensity(0.3)
                .withWeightCapacity(100)
                .withPatternCapacity(200);
    }

    private static MultiLayerNetwork net(PatternSettings settings) {
        return net(settings, DataType.FLOAT);
    }

    private static MultiLayerNetwork net(PatternSettings settings, DataType type) {
        HrbpConvolutionLayer.Builder conv =
                new HrbpConvolutionLayer.Builder(3, 3).name("conv").nOut(8).activation(Activation.TANH);
        conv.setPatternSettings(settings);
        return Nets.mln(
                Nets.base(type).updater(new Nesterovs(0.1, 0.9)).l2(1e-3),
                InputType.convolutional(8, 8, 3),
                conv.build());
    }

    private static SparseLayer layer(MultiLayerNetwork net) {
        return (SparseLayer) net.getLayer(0);
    }

    private static INDArray tail(MultiLayerNetwork net) {
        INDArray w = net.getLayer(0).getParam("W");
        int used = layer(net).pattern().keptCount();
        return w.get(NDArrayIndex.all(), NDArrayIndex.interval(used, w.length()));
    }

    private static PatternState state(double density, long seed) {
        PatternSpec spec = PatternSpec.of(SHAPE, density).withSeed(seed);
        return PatternState.initial(Structures.byId("unstructured").buildRandom(spec), "unstructured");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void unusedSlotsStayZeroAndTrainingEqualsThatOfExactLengths(boolean fused) {
        PatternState state = state(0.3, 5);
        int kept = state.pattern().keptCount();
        MultiLayerNetwork exact = net(PatternSettings.fitting(state.pattern(), "unstructured"));
        MultiLayerNetwork roomy = net(roomy());
        layer(exact).setPatternState(state);
        layer(roomy).setPatternState(state);
        INDArray dense = Nd4j.rand(DataType.FLOAT, 8, 3, 3, 3).subi(0.5);
        for (MultiLayerNetwork net : List.of(exact, roomy)) {
            HrbpWeights.setDense(net, "conv", dense);
            net.getLayer(1).setParams(exact.getLayer(1).params());
            if (fused) {
                HrbpUpdater.attach(net);
            }
        }
        assertThat(exact.getLayer(0).getParam("W").length()).isEqualTo(kept);
        assertThat(roomy.getLayer(0).getParam("W").length()).isEqualTo(100);
        for (int i = 0; i < 4; i++) {
            exact.fit(Nets.data(DataType.FLOAT, i, 4, 3, 8, 8));
            roomy.fit(Nets.data(DataType.FLOAT, i, 4, 3, 8, 8));
        }
        assertThat(tail(roomy)).isEqualTo(Nd4j.zeros(DataType.FLOAT, 1, 100 - kept));
        assertThat(HrbpWeights.dense(roomy, "conv").distance2(HrbpWeights.dense(exact, "conv")))
                .isCloseTo(0, within(1e-5));
        assertThat(roomy.score()).isCloseTo(exact.score(), within(1e-5));
        assertThat(HrbpSummary.of(roomy).rows().get(0).kept()).isEqualTo(kept);
        assertThat(layer(roomy).mask().sumNumber().intValue()).isEqualTo(kept);
    }

    @Test
    void gradientsOfUnusedSlotsAreZeroWhateverTheViewHeld() {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            MultiLayerNetwork net = net(roomy(), type);
            net.initGradientsView();
            net.getFlattenedGradients().assign(7);
            var data = Nets.data(type, 1, 4, 3, 8, 8);
            net.setInput(data.getFeatures());
            net.setLabels(data.getLabels());
            net.computeGradientAndScore();
            int kept = layer(net).pattern().keptCount();
            INDArray gradient = net.gradient().getGradientFor("0_W");
            assertThat(gradient.length()).isEqualTo(100);
            for (int i = kept; i < 100; i++) {
                assertThat(gradient.getDouble(i)).isZero();
            }
            assertThat(gradient.getDouble(0)).isNotEqualTo(7);
        }
    }

    @Test
    void aSmallerAndALargerPatternFit() {
        MultiLayerNetwork net = net(roomy());
        INDArray x = Nets.data(DataType.FLOAT, 2, 3, 3, 8, 8).getFeatures();
        for (double density : new double[] {0.1, 0.45, 0.01, 0.3}) {
            net.getLayer(0).getParam("W").assign(1);
            PatternState state = state(density, 3);
            layer(net).setPatternState(state);
            assertThat(layer(net).patternState()).isEqualTo(state);
            assertThat(tail(net).sumNumber().doubleValue()).isZero();
            assertThat(HrbpWeights.dense(net, "conv").sumNumber().intValue())
                    .isEqualTo(state.pattern().keptCount());
            net.output(x);
        }
        INDArray before = net.params().dup();
        assertThatThrownBy(() -> layer(net).setPatternState(state(0.5, 3)))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageContainingAll("conv", "108", "100");
        assertThatThrownBy(() -> layer(net(roomy().withPatternCapacity(60))).setPatternState(state(0.3, 3)))
                .hasMessageContainingAll("conv", "entries", "60");
        assertThat(net.params()).isEqualTo(before);
    }

    @Test
    void fittingTakesAnyPatternOfAnyStructure() {
        for (String id : List.of("hrbp", "unstructured", "dense")) {
            PatternSpec spec =
                    PatternSpec.of(SHAPE, id.equals("dense") ? 1 : 0.2).withGroupRows(3);
            Pattern pattern = Structures.byId(id).buildRandom(spec.withSeed(77));
            MultiLayerNetwork net = net(PatternSettings.fitting(pattern, id));
            assertThat(net.getLayer(0).getParam("W").length()).isEqualTo(pattern.keptCount());
            layer(net).setPatternState(PatternState.initial(pattern, id));
            INDArray ones = Nd4j.ones(DataType.FLOAT, 8, 3, 3, 3);
            HrbpWeights.setDense(net, "conv", ones);
            assertThat(HrbpWeights.dense(net, "conv")).isEqualTo(layer(net).mask());
        }
        Pattern sparse = state(0.3, 1).pattern();
        assertThatThrownBy(() -> PatternSettings.fitting(sparse, "dense")).hasMessageContaining("not dense");
        assertThatThrownBy(() -> PatternSettings.fitting(sparse, "nope")).hasMessageContaining("nope");
    }

    /** As a sparsifier does it: the pattern is made from scores, the layer from the pattern. */
    @ParameterizedTest
    @CsvSource({"grouping, threshold, keep", "grouping, official-stop, drop", "grouping, budgeted, keep", "channel, , "
    })
    void aLayerOfAGivenPatternTrainsLikeTheMaskedOne(String id, String rule, String leftovers) {
        StructureOptions options = rule == null
                ? StructureOptions.DEFAULT
                : StructureOptions.DEFAULT.withGroupingRule(rule).withLeftovers(leftovers);
        PatternSpec spec = PatternSpec.of(SHAPE, 0.25).withGroupRows(3).withOptions(options);
        Pattern pattern = Structures.byId(id).buildRandom(spec);
        PatternSettings fitting = PatternSettings.fitting(pattern, id);
        MultiLayerNetwork net = net(rule == null ? fitting : fitting.withOptions(options));
        layer(net).setPatternState(PatternState.initial(pattern, id));
        INDArray dense = Nd4j.rand(DataType.FLOAT, 8, 3, 3, 3).subi(0.5);
        HrbpWeights.setDense(net, "conv", dense);
        assertThat(HrbpWeights.dense(net, "conv"))
                .isEqualTo(dense.mul(layer(net).mask()));
        MultiLayerNetwork masked =
                net(PatternSettings.DEFAULT.withStructure("dense").withDensity(1));
        HrbpWeights.setDense(masked, "conv", HrbpWeights.dense(net, "conv"));
        masked.getLayer(1).setParams(net.getLayer(1).params());
        for (int i = 0; i < 3; i++) {
            net.fit(Nets.data(DataType.FLOAT, i, 4, 3, 8, 8));
            masked.fit(Nets.data(DataType.FLOAT, i, 4, 3, 8, 8));
            assertThat(net.score()).isCloseTo(masked.score(), within(1e-4));
            HrbpWeights.setDense(
                    masked,
                    "conv",
                    HrbpWeights.dense(masked, "conv").mul(layer(net).mask()));
        }
        assertThat(HrbpWeights.dense(net, "conv").distance2(HrbpWeights.dense(masked, "conv")))
                .isCloseTo(0, within(1e-4));
    }

    @Test
    void builderOptionsReachThePattern() {
        HrbpConvolutionLayer conv = new HrbpConvolutionLayer.Builder(3, 3)
                .name("conv")
                .structure("grouping")
                .partitioner("jaccard")
                .groupingRule("threshold")
                .groupingThreshold(3)
                .leftovers("keep")
                .capacities(100, 200)
                .build();
        assertThat(conv.getPatternSettings().options())
                .isEqualTo(new StructureOptions("jaccard", "threshold", 3, "keep", 0, 0));
        assertThat(layer(net(conv.getPatternSettings().withDensity(0.1)))
                        .pattern()
                        .keptCount())
                .isLessThanOrEqualTo(100);
        PatternSettings channel = new HrbpConvolutionLayer.Builder(3, 3)
                .structure("channel")
                .density(0.5)
                .keptChannels(4, 2)
                .build()
                .getPatternSettings();
        assertThat(layer(net(channel)).pattern().keptCount()).isEqualTo(72);
        assertThatThrownBy(() -> net(conv.getPatternSettings().withWeightCapacity(0)))
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContainingAll("conv", "threshold", "weight capacity");
        assertThatThrownBy(() -> new HrbpConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .structure("hrbp")
                        .leftovers("keep")
                        .build())
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContainingAll("conv", "left-overs", "hrbp");
    }

    @Test
    void placeHolderWhereNoRandomPatternFits() {
        int[] rows = {0, 1, 2, 3, 4, 5, 6, 7};
        int[] zero = {0};
        Pattern column = new Pattern(SHAPE, List.of(Block.ofTaps(rows, zero, zero)));
        MultiLayerNetwork net = net(PatternSettings.fitting(column, "unstructured"));
        assertThat(layer(net).pattern()).isEqualTo(column);
        MultiLayerNetwork one = net(roomy().withWeightCapacity(1));
        assertThat(layer(one).pattern().keptCount()).isEqualTo(1);
        assertThat(one.getLayer(0).getParam("W").length()).isEqualTo(1);
    }

    @Test
    void lengthsWithoutRoomForAPatternAreRefusedByName() {
        assertThatThrownBy(() -> net(roomy().withPatternCapacity(30)))
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContainingAll("conv", "pattern capacity 30", "32");
        assertThatThrownBy(() -> net(roomy().withPatternCapacity(33).withWeightCapacity(7)))
                .hasMessageContainingAll("conv", "eight capacity 7", "8");
        assertThatThrownBy(() -> net(roomy().withWeightCapacity(217))).hasMessageContainingAll("conv", "217", "216");
        assertThatThrownBy(() -> net(roomy().withWeightCapacity(-1))).hasMessageContainingAll("conv", "-1");
    }

    @Test
    void savedAndLoaded() throws IOException {
        MultiLayerNetwork net = net(roomy());
        layer(net).setPatternState(new PatternState(state(0.2, 9).pattern(), "unstructured", 12, 0.5f));
        net.fit(Nets.data(DataType.FLOAT, 1, 4, 3, 8, 8));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ModelSerializer.writeModel(net, out, true);
        MultiLayerNetwork loaded =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(out.toByteArray()), true);
        assertThat(loaded.getLayerWiseConfigurations()).isEqualTo(net.getLayerWiseConfigurations());
        assertThat(loaded.params()).isEqualTo(net.params());
        assertThat(layer(loaded).patternState()).isEqualTo(layer(net).patternState());
        assertThat(layer(net.clone()).patternState()).isEqualTo(layer(net).patternState());
    }

    @Test
    void aConfigurationWithoutTheNewFieldsLoads() {
        String json = net(PatternSettings.DEFAULT).getLayerWiseConfigurations().toJson();
        String old = json.replaceAll(",\\s*\"weightCapacity\"\\s*:\\s*0", "")
                .replaceAll(",\\s*\"patternCapacity\"\\s*:\\s*0", "")
                .replaceAll(",\\s*\"options\"\\s*:\\s*\\{[^}]*\\}", "");
        assertThat(old)
                .doesNotContain("Capacity")
                .doesNotContain("groupingRule")
                .isNotEqualTo(json);
        MultiLayerConfiguration loaded = MultiLayerConfiguration.fromJson(old);
        HrbpConvolutionLayer conv = (HrbpConvolutionLayer) loaded.getConf(0).getLayer();
        assertThat(conv.getPatternSettings()).isEqualTo(PatternSettings.DEFAULT);
    }
}
