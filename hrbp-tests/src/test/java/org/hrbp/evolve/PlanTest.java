/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single decisions by hand, edge shapes and bad input. */
class PlanTest {
    private static final long SEED = 5;

    private static TestLayer hrbp(WeightShape shape, int[] channels, int[] positions) {
        int[] rows = IntStream.range(0, shape.rows()).toArray();
        Pattern pattern = new Pattern(shape, List.of(Block.product(rows, channels, positions)));
        return new TestLayer("conv", PatternState.initial(pattern, "hrbp"), pattern.keptCount());
    }

    private static TestLayer row(String name, int channels, int... kept) {
        Pattern pattern = new Pattern(
                WeightShape.dense(1, channels), List.of(Block.ofTaps(new int[] {0}, kept, new int[kept.length])));
        return new TestLayer(name, PatternState.initial(pattern, "unstructured"), kept.length);
    }

    private static TopologyUpdate plan(String method, TestLayer layer, double fraction, float... gradient) {
        DstMethod dst = DstMethods.byId(method);
        float[] dense = Arrays.copyOf(gradient, layer.state.pattern().shape().size());
        return dst.plan(List.of(layer.topology(dst, dense)), 100, fraction, SEED)
                .get(0);
    }

    @Test
    void aGrownColumnTakesTheSlotsOfADroppedOne() {
        TestLayer layer = hrbp(new WeightShape(2, 4, 1, 2), new int[] {3, 0}, new int[] {1});
        layer.weights = new float[] {1, 1, 5, -5};
        float[] gradient = new float[16];
        gradient[(1 * 4 + 2) * 2 + 1] = -7;
        gradient[(0 * 4 + 1) * 2] = 100; // not a kept position, so not a candidate
        TopologyUpdate update = plan("hrbp", layer, 0.5, gradient);
        Block block = update.state().pattern().blocks().get(0);
        assertThat(block.channels()).containsExactly(2, 0);
        assertThat(update.source()).containsExactly(-1, -1, 2, 3);
        assertThat(update.dropped()).isEqualTo(1);
        assertThat(update.grown()).isEqualTo(1);
        assertThat(update.returned()).isZero();
        assertThat(update.churn()).isEqualTo(0.5);
        assertThat(update.state().lastUpdateStep()).isEqualTo(100);
    }

    @Test
    void aDroppedUnitMayReturnAndKeepsItsSlot() {
        TestLayer layer = row("fc", 4, 3, 1);
        layer.weights = new float[] {0.5f, -2};
        TopologyUpdate update = plan("rigl", layer, 0.5, 0, 9, 0.1f, 1);
        assertThat(update.source()).containsExactly(1, 0);
        assertThat(update.state().pattern().denseIndices()).containsExactly(1, 3);
        assertThat(update.dropped()).isZero();
        assertThat(update.returned()).isEqualTo(1);
    }

    @Test
    void setDropsFromBothSigns() {
        TestLayer layer = row("fc", 8, 0, 1, 2, 3);
        layer.weights = new float[] {0.1f, 5, -6, -7};
        TopologyUpdate update = plan("set", layer, 0.5);
        assertThat(update.source()).startsWith(1, 3).endsWith(-1, -1);
    }

    @Test
    void deepRDropsOnlyChangedSigns() {
        TestLayer layer = row("fc", 40, 0, 1, 2, 3, 4, 5);
        Draws draws = new Draws(SEED, "fc", 0);
        for (int i = 0; i < 6; i++) {
            layer.weights[i] = draws.sign(i) * (i % 2 == 0 ? 1 : -1);
        }
        layer.weights[1] = 0;
        TopologyUpdate update = plan("deepr", layer, 0);
        assertThat(Arrays.stream(update.source()).filter(s -> s >= 0)).containsExactly(0, 1, 2, 4);
        assertThat(update.grown()).isEqualTo(2);
        assertThat(Arrays.stream(update.state().pattern().denseIndices()).filter(i -> i == 3 || i == 5))
                .isEmpty();
    }

    @Test
    void dsrMovesWeightsBetweenLayersWithinTheirSlots() {
        TestLayer strong = row("strong", 50, 0, 1, 2, 3);
        TestLayer weak = row("weak", 50, 0, 1, 2, 3, 4, 5);
        strong.weights = new float[] {1, 1, 1, 1, 0, 0};
        weak.weights = new float[] {1e-5f, -2e-5f, 0, 0, 1e-9f, 0};
        DstMethod dsr = DstMethods.byId("dsr");
        List<TopologyUpdate> updates =
                dsr.plan(List.of(strong.topology(dsr, new float[50]), weak.topology(dsr, new float[50])), 7, 0, SEED);
        assertThat(updates.get(0).source()).containsExactly(0, 1, 2, 3, -1, -1);
        assertThat(updates.get(1).source()).hasSize(4).contains(1).doesNotContain(0, 2, 3, 4, 5);
        assertThat(updates.get(1).dropped()).isEqualTo(5);
        // 5 of 10 dropped, 3 wanted: the threshold is halved
        assertThat(updates).extracting(u -> u.state().scalar()).containsOnly(0.5e-3f);
    }

    @Test
    void dsrLetsDroppedWeightsReturnWhereAllPlacesAreTaken() {
        TestLayer full = row("full", 3, 0, 1, 2);
        full.weights = new float[] {0, 1e-4f, 1e-5f};
        TopologyUpdate update = plan("dsr", full, 0);
        assertThat(update.source()).containsExactly(0, 1, 2);
        assertThat(update.returned()).isEqualTo(2);
        assertThat(update.churn()).isZero();
    }

    @Test
    void dsrDoublesAThresholdThatDropsTooFew() {
        TestLayer layer = row("fc", 50, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Arrays.fill(layer.weights, 1);
        layer.state = new PatternState(layer.state.pattern(), "unstructured", 3, 0.25f);
        assertThat(plan("dsr", layer, 0).state().scalar()).isEqualTo(0.5f);
        layer.weights[0] = layer.weights[1] = layer.weights[2] = 0.1f;
        assertThat(plan("dsr", layer, 0).state().scalar()).isEqualTo(0.25f);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrbp", "rigl", "set", "deepr", "dsr"})
    void aFullLayerAndASingleWeightStayAsTheyAre(String id) {
        String structure = DstMethods.byId(id).unit().structureId();
        for (int[] shape : new int[][] {{1, 1, 1}, {5, 1, 1}, {1, 6, 3}, {4, 3, 2}}) {
            TestLayer layer = TestLayer.of("full", structure, shape[0], shape[1], shape[2], 1);
            Random random = new Random(1);
            layer.fill(() -> 1e-4 * random.nextGaussian());
            TopologyUpdate update = plan(id, layer, 0.7);
            assertThat(update.state().pattern().toMask())
                    .isEqualTo(layer.state.pattern().toMask());
            assertThat(update.source()).doesNotContain(TopologyUpdate.GROWN);
            assertThat(update.state().lastUpdateStep()).isEqualTo(100);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrbp", "rigl", "set"})
    void aFractionBelowOneUnitMovesNothing(String id) {
        DstMethod method = DstMethods.byId(id);
        TestLayer layer = TestLayer.of("conv", method.unit().structureId(), 8, 12, 3, 0.2);
        layer.fill(() -> 1);
        float[] gradient = new float[8 * 12 * 9];
        Arrays.fill(gradient, 9);
        TopologyUpdate update = plan(id, layer, 1e-4, gradient);
        assertThat(update.state().pattern()).isEqualTo(layer.state.pattern());
        assertThat(update.grown() + update.returned()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrbp", "rigl", "set", "deepr", "dsr"})
    void seedLayerAndStepDecideTies(String id) {
        DstMethod method = DstMethods.byId(id);
        TestLayer layer = TestLayer.of("conv", method.unit().structureId(), 8, 40, 3, 0.2);
        for (int slot = 0; slot < layer.kept(); slot++) {
            layer.weights[slot] = slot % 2 == 0 ? 1e-4f : -1e-4f;
        }
        LayerTopology topology = layer.topology(method, new float[8 * 40 * 9]);
        LayerTopology other = new LayerTopology("conv2", topology.state(), topology.weights(), topology.gradient());
        Pattern chosen = chosen(method, topology, 100, 1);
        assertThat(chosen(method, topology, 100, 1)).isEqualTo(chosen);
        assertThat(chosen(method, topology, 100, 2)).isNotEqualTo(chosen);
        assertThat(chosen(method, topology, 200, 1)).isNotEqualTo(chosen);
        assertThat(chosen(method, other, 100, 1)).isNotEqualTo(chosen);
    }

    private static Pattern chosen(DstMethod method, LayerTopology layer, long step, long seed) {
        return method.plan(List.of(layer), step, 0.3, seed).get(0).state().pattern();
    }

    @Test
    void doublesAreReadAsTheyAre() {
        TestLayer layer = row("fc", 3, 0, 1);
        Values weights = Values.of(new double[] {1 + 1e-12, 1});
        Values gradient = Values.of(new double[] {0, 0, 1});
        TopologyUpdate update = DstMethods.byId("rigl")
                .plan(List.of(new LayerTopology("fc", layer.state, weights, gradient)), 1, 0.5, SEED)
                .get(0);
        assertThat(update.source()).containsExactly(0, -1);
    }

    @Test
    void numbersThatAreNotFiniteAreRefused() {
        for (String id : DstMethods.ids()) {
            TestLayer layer = TestLayer.of("conv", DstMethods.byId(id).unit().structureId(), 4, 6, 1, 0.5);
            for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
                layer.weights[2] = bad;
                refused(() -> plan(id, layer, 0.3), "Layer \"conv\": weight 2 is " + bad);
            }
        }
        TestLayer hrbp = TestLayer.of("conv", "hrbp", 4, 6, 1, 0.5);
        refused(() -> plan("hrbp", hrbp, 0.3, 0, Float.NaN), "Layer \"conv\": candidate gradient");
        TestLayer fc = row("fc", 4, 0, 1);
        refused(() -> plan("rigl", fc, 0.3, 0, Float.NaN), "Layer \"fc\": candidate gradient 1 is NaN");
    }

    @Test
    void badInputIsRefused() {
        TestLayer fc = row("fc", 4, 0, 1);
        DstMethod rigl = DstMethods.byId("rigl");
        DstMethod dsr = DstMethods.byId("dsr");
        Values two = Values.of(new float[2]);
        refused(() -> DstMethods.byId("itop"), "\"itop\" is not one of [hrbp, rigl, set, deepr, dsr]");
        refused(
                () -> DstMethods.byId("hrbp").plan(List.of(fc.topology(rigl, new float[4])), 1, 0.3, SEED),
                "structure \"hrbp\", but this one has \"unstructured\"");
        refused(() -> plan("rigl", fc, 1.5), "Drop fraction 1.5");
        refused(() -> plan("rigl", fc, Double.NaN), "Drop fraction NaN");
        LayerTopology good = fc.topology(rigl, new float[4]);
        refused(() -> rigl.plan(List.of(good), -1, 0.3, SEED), "Step -1");
        refused(() -> rigl.plan(List.of(good, good), 1, 0.3, SEED), "Layer \"fc\": stands twice");
        refused(() -> new LayerTopology("fc", fc.state, Values.of(new float[1]), null), "Layer \"fc\": 1 slots");
        refused(() -> rigl.plan(List.of(new LayerTopology("fc", fc.state, two, null)), 1, 0.3, SEED), "there are none");
        refused(
                () -> rigl.plan(List.of(new LayerTopology("fc", fc.state, two, two)), 1, 0.3, SEED),
                "2 candidate grad");
        PatternState half = new PatternState(fc.state.pattern(), "unstructured", 1, 0.5f);
        PatternState bad = new PatternState(fc.state.pattern(), "unstructured", 1, Float.NaN);
        LayerTopology first = new LayerTopology("a", fc.state, two, null);
        refused(
                () -> dsr.plan(List.of(first, new LayerTopology("b", half, two, null)), 2, 0, SEED),
                "Layer \"b\": threshold 0.5");
        refused(() -> dsr.plan(List.of(new LayerTopology("b", bad, two, null)), 2, 0, SEED), "threshold NaN");
        Pattern product = hrbp(WeightShape.dense(2, 2), new int[] {0}, new int[] {0})
                .state
                .pattern();
        PatternState wrong = PatternState.initial(product, "unstructured");
        refused(() -> dsr.plan(List.of(new LayerTopology("b", wrong, two, null)), 2, 0, SEED), "is none of structure");
        refused(
                () -> new DropAndGrow("x", Unit.COLUMN, DropCriterion.BY_SIGN, GrowCriterion.RANDOM),
                "BY_SIGN needs units of one weight");
        refused(() -> new Dsr(0), "is below 1");
    }

    private static void refused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
    }
}
