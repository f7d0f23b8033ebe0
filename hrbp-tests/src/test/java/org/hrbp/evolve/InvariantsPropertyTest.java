/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.WeightShape;

/** What every update of every method leaves as it was, on random nets with numbers that are all different, or tie. */
class InvariantsPropertyTest {
    @Provide
    Arbitrary<DstMethod> methods() {
        List<DstMethod> methods =
                new ArrayList<>(DstMethods.ids().stream().map(DstMethods::byId).toList());
        methods.add(DstMethods.hrbpPositions());
        methods.add(new Dsr(7));
        methods.add(new DropAndGrow("set-columns", Unit.COLUMN, DropCriterion.MAGNITUDE, GrowCriterion.RANDOM));
        return Arbitraries.of(methods);
    }

    @Property(tries = 1600, seed = "1")
    void updatesKeepEveryInvariant(
            @ForAll("methods") DstMethod method,
            @ForAll long seed,
            @ForAll boolean ties,
            @ForAll @DoubleRange(min = 0, max = 1) double fraction) {
        Random random = new Random(seed);
        DoubleSupplier numbers = ties ? TestLayer.ties(random) : random::nextGaussian;
        List<TestLayer> net = net(method, random);
        net.forEach(layer -> layer.fill(numbers));
        List<float[]> gradients =
                net.stream().map(l -> TestLayer.dense(l.state, numbers)).toList();
        List<LayerTopology> input = IntStream.range(0, net.size())
                .mapToObj(i -> net.get(i).topology(method, gradients.get(i)))
                .toList();
        List<TestLayer> before = net.stream().map(TestLayer::copy).toList();
        long step = random.nextInt(1000);

        List<TopologyUpdate> updates = method.plan(input, step, fraction, seed);
        List<TopologyUpdate> again = method.plan(input, step, fraction, seed);

        int total = 0;
        for (int i = 0; i < net.size(); i++) {
            TestLayer layer = net.get(i);
            assertThat(layer.weights).isEqualTo(before.get(i).weights);
            TopologyUpdate update = updates.get(i);
            assertThat(update.layer()).isEqualTo(layer.name);
            assertThat(update.state()).isEqualTo(again.get(i).state());
            assertThat(update.source()).isEqualTo(again.get(i).source());
            assertThat(update.state().lastUpdateStep()).isEqualTo(step);
            assertThat(update.state().structureId()).isEqualTo(layer.state.structureId());
            checkSource(layer, update);
            checkCounts(layer, update, method);
            if (method.unit() != Unit.WEIGHT) {
                checkGroups(layer.state.pattern(), update.state().pattern(), method.unit());
            }
            total += update.state().pattern().keptCount() - layer.kept();
        }
        assertThat(total).isZero();
    }

    private static List<TestLayer> net(DstMethod method, Random random) {
        List<TestLayer> net = new ArrayList<>();
        int layers = 1 + random.nextInt(3);
        for (int i = 0; i < layers; i++) {
            WeightShape shape = new WeightShape(
                    1 + random.nextInt(12), 1 + random.nextInt(9), 1 + random.nextInt(3), 1 + random.nextInt(3));
            PatternSpec spec = PatternSpec.of(shape, random.nextInt(5) == 0 ? 1 : 0.02 + 0.6 * random.nextDouble())
                    .withGroupRows(1 + random.nextInt(5))
                    .withSeed(random.nextLong());
            int spare = method.keepsLayerCounts() ? 0 : random.nextInt(20);
            net.add(TestLayer.of("layer" + i, method.unit().structureId(), spec, spare));
        }
        return net;
    }

    /** Slots with a source hold the same weight as before, each once; the others hold weights that were not kept. */
    private static void checkSource(TestLayer layer, TopologyUpdate update) {
        int[] old = layer.state.pattern().denseIndices();
        int[] now = update.state().pattern().denseIndices();
        int[] source = update.source();
        assertThat(source).hasSize(now.length);
        BitSet kept = new BitSet();
        Arrays.stream(old).forEach(kept::set);
        BitSet used = new BitSet();
        int fresh = 0;
        for (int slot = 0; slot < now.length; slot++) {
            if (source[slot] == TopologyUpdate.GROWN) {
                assertThat(kept.get(now[slot])).isFalse();
                fresh++;
            } else {
                assertThat(old[source[slot]]).isEqualTo(now[slot]);
                assertThat(used.get(source[slot])).isFalse();
                used.set(source[slot]);
            }
        }
        assertThat(update.churn()).isEqualTo((double) fresh / now.length);
    }

    private static void checkCounts(TestLayer layer, TopologyUpdate update, DstMethod method) {
        Pattern pattern = update.state().pattern();
        assertThat(pattern.keptCount()).isBetween(1, layer.weights.length);
        if (method.keepsLayerCounts()) {
            assertThat(pattern.keptCount()).isEqualTo(layer.kept());
            assertThat(update.dropped()).isEqualTo(update.grown());
            assertThat(PatternCodec.encode(update.state())).hasSameSizeAs(PatternCodec.encode(layer.state));
        }
        if (method.unit() == Unit.WEIGHT) {
            assertThat(pattern.keptCount() - layer.kept()).isEqualTo(update.grown() - update.dropped());
            assertThat(Arrays.stream(update.source()).filter(s -> s < 0).count())
                    .isEqualTo(update.grown());
        }
        if (update.grown() + update.dropped() == 0) {
            assertThat(pattern.toMask()).isEqualTo(layer.state.pattern().toMask());
        }
        assertThat(PatternCodec.decode(PatternCodec.encode(update.state()), pattern.shape()))
                .isEqualTo(update.state());
    }

    private static void checkGroups(Pattern before, Pattern after, Unit unit) {
        assertThat(after.blocks()).hasSameSizeAs(before.blocks());
        for (int g = 0; g < before.blocks().size(); g++) {
            Block old = before.blocks().get(g);
            Block now = after.blocks().get(g);
            assertThat(now.isProduct()).isTrue();
            assertThat(now.rows()).isEqualTo(old.rows());
            assertThat(now.weightCount()).isEqualTo(old.weightCount());
            int[] oldUnits = unit == Unit.COLUMN ? old.channels() : old.positions();
            int[] nowUnits = unit == Unit.COLUMN ? now.channels() : now.positions();
            assertThat(unit == Unit.COLUMN ? now.positions() : now.channels())
                    .isEqualTo(unit == Unit.COLUMN ? old.positions() : old.channels());
            for (int i = 0; i < oldUnits.length; i++) {
                int place = i;
                boolean stays = Arrays.stream(nowUnits).anyMatch(u -> u == oldUnits[place]);
                assertThat(nowUnits[i] == oldUnits[i])
                        .as("a unit that stays keeps its slots")
                        .isEqualTo(stays);
            }
        }
    }
}
