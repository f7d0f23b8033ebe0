/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;

class ScoreAllocationTest {
    private static LayerSize layer(String name, int rows, int channels, boolean dense) {
        return new LayerSize(name, WeightShape.dense(rows, channels), dense);
    }

    private static float[] ramp(int size, float from, float step) {
        float[] scores = new float[size];
        for (int i = 0; i < size; i++) {
            scores[i] = from + i * step;
        }
        return scores;
    }

    private static long kept(double[] densities, List<LayerSize> layers, int i) {
        double weights = densities[i] * layers.get(i).shape().size();
        assertThat(weights).isCloseTo(Math.rint(weights), within(1e-6));
        return Math.round(weights);
    }

    @Test
    void theBestWeightsOfTheNetworkAreKept() {
        List<LayerSize> layers = List.of(layer("a", 2, 10, false), layer("b", 4, 5, false), layer("c", 1, 10, false));
        Map<String, float[]> scores = Map.of("a", ramp(20, 0, 1), "b", ramp(20, -20, 1), "c", ramp(10, 5, 1));
        double[] densities = new ScoreAllocation(scores).densities(layers, 0.7);
        // b keeps its 4 although none is among the best; 11 are left: 19..14 of a and 14, 13, .. of both
        assertThat(densities).containsExactly(8 / 20.0, 4 / 20.0, 3 / 10.0);
    }

    @Test
    void equalScoresGoToEarlierLayers() {
        List<LayerSize> layers = List.of(layer("a", 1, 10, false), layer("b", 1, 10, false));
        Map<String, float[]> scores = Map.of("a", new float[10], "b", new float[10]);
        assertThat(new ScoreAllocation(scores).densities(layers, 0.5)).containsExactly(0.9, 0.1);
    }

    @Test
    void forcedLayersNeedNoScores() {
        List<LayerSize> layers = List.of(layer("a", 2, 10, false), layer("end", 2, 5, true));
        assertThat(new ScoreAllocation(Map.of("a", ramp(20, 0, 1))).densities(layers, 0.5))
                .containsExactly(5 / 20.0, 1);
    }

    @Property(tries = 200, seed = "11")
    void countsAreExactAndNoLayerCollapses(
            @ForAll @IntRange(min = 1, max = 6) int count,
            @ForAll @DoubleRange(min = 0, max = 0.97) double sparsity,
            @ForAll @IntRange(min = 1, max = 1000) int seed) {
        Random random = new Random(seed);
        List<LayerSize> layers = new ArrayList<>();
        Map<String, float[]> scores = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            boolean dense = random.nextInt(4) == 0;
            layers.add(layer("layer" + i, 1 + random.nextInt(9), 1 + random.nextInt(60), dense));
            float scale = (float) Math.pow(10, random.nextInt(7) - 3);
            float[] values = new float[layers.get(i).shape().size()];
            for (int j = 0; j < values.length; j++) {
                values[j] = scale * (random.nextInt(40) - 10);
            }
            scores.put("layer" + i, values);
        }
        long total = layers.stream().mapToLong(l -> l.shape().size()).sum();
        long minimum = layers.stream()
                .mapToLong(l -> l.forcedDense() ? l.shape().size() : l.shape().rows())
                .sum();
        long allowed = (long) Math.floor((1 - sparsity) * total + 1e-6);
        ScoreAllocation allocation = new ScoreAllocation(scores);
        if (minimum > allowed) {
            assertThatThrownBy(() -> allocation.densities(layers, sparsity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("lower the sparsity");
            return;
        }
        if (layers.stream().allMatch(LayerSize::forcedDense)) {
            return;
        }
        double[] densities;
        try {
            densities = allocation.densities(layers, sparsity);
        } catch (IllegalArgumentException e) {
            // nothing may be left for others than forced layers
            assertThat(e).hasMessageContaining("stay dense");
            return;
        }
        check(layers, scores, densities, allowed);
    }

    private static void check(List<LayerSize> layers, Map<String, float[]> scores, double[] densities, long allowed) {
        long sum = 0;
        float worstKept = Float.POSITIVE_INFINITY;
        float bestDropped = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < densities.length; i++) {
            LayerSize layer = layers.get(i);
            int size = layer.shape().size();
            long kept = kept(densities, layers, i);
            sum += kept;
            assertThat(kept).isBetween((long) layer.shape().rows(), (long) size);
            if (layer.forcedDense()) {
                assertThat(kept).isEqualTo(size);
                continue;
            }
            float[] ascending = Objects.requireNonNull(scores.get(layer.name())).clone();
            Arrays.sort(ascending);
            if (kept > layer.shape().rows()) {
                worstKept = Math.min(worstKept, ascending[size - (int) kept]);
            }
            if (kept < size) {
                bestDropped = Math.max(bestDropped, ascending[size - (int) kept - 1]);
            }
        }
        assertThat(sum).isEqualTo(allowed);
        assertThat(worstKept).isGreaterThanOrEqualTo(bestDropped);
    }

    @Test
    void thePlannerKeepsTheSameCounts() {
        List<LayerSize> layers = List.of(layer("a", 3, 7, false), layer("b", 5, 11, false), layer("c", 2, 5, true));
        Map<String, float[]> scores = Map.of("a", ramp(21, 0, 1), "b", ramp(55, 0, 0.3f));
        ScoreAllocation allocation = new ScoreAllocation(scores);
        for (double sparsity : new double[] {0, 0.1, 0.5, 0.7, 0.77}) {
            double[] densities = allocation.densities(layers, sparsity);
            DensityPlan plan = DensityPlanner.plan(
                    layers.stream()
                            .map(size -> new LayerRequest(size, "unstructured", 1, 1, false))
                            .toList(),
                    sparsity,
                    allocation);
            assertThat(plan.keptWeights()).isEqualTo((long) Math.floor((1 - sparsity) * 86 + 1e-6));
            for (int i = 0; i < densities.length; i++) {
                assertThat(plan.layers().get(i).kept()).isEqualTo((int) kept(densities, layers, i));
            }
        }
    }

    @Test
    void badInputIsRefused() {
        List<LayerSize> layers = List.of(layer("a", 4, 5, false), layer("b", 4, 5, false));
        Map<String, float[]> scores = Map.of("a", new float[20], "b", new float[20]);
        assertThat(new ScoreAllocation(scores).id()).isEqualTo("from-scores");
        assertThatThrownBy(() -> new ScoreAllocation(Map.of("a", new float[] {0, Float.NaN})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"a\"", "score 1", "NaN");
        assertThatThrownBy(() -> new ScoreAllocation(Map.of("a", new float[20])).densities(layers, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"b\"", "[a]");
        assertThatThrownBy(() ->
                        new ScoreAllocation(Map.of("a", new float[20], "b", new float[19])).densities(layers, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"b\"", "19", "20");
        assertThatThrownBy(() -> new ScoreAllocation(scores).densities(layers, 0.9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("0.9", "4 of 40", "8 are needed");
        assertThatThrownBy(() -> new ScoreAllocation(scores).densities(layers, 1))
                .hasMessageContaining("[0, 1)");
        assertThatThrownBy(() -> new ScoreAllocation(scores).densities(List.of(), 0.5))
                .hasMessageContaining("no layer");
    }
}
