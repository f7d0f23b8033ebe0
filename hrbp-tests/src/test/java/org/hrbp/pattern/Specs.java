/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random specs of small layers of every kind, and scores for them. */
final class Specs {
    private Specs() {}

    static Arbitrary<PatternSpec> any() {
        Arbitrary<WeightShape> shapes = Combinators.combine(
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(1, 24),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4))
                .as(WeightShape::new);
        Arbitrary<Double> shares = Arbitraries.doubles().between(0.001, 1).ofScale(4);
        return Combinators.combine(
                        shapes,
                        shares,
                        Arbitraries.of(1.0, 0.5, 0.9, 1.3),
                        Arbitraries.integers().between(1, 20),
                        shares,
                        Arbitraries.of(true, false),
                        Arbitraries.longs())
                .as(Specs::spec);
    }

    /** The budget may differ from the density, as it does when another layer's remainder is carried on. */
    private static PatternSpec spec(
            WeightShape shape,
            double density,
            double budgetFactor,
            int groupRows,
            double blockDensity,
            boolean cover,
            long seed) {
        PatternSpec spec = PatternSpec.of(shape, density);
        int budget = (int) Math.max(1, Math.min(shape.size(), spec.budget() * budgetFactor));
        return new PatternSpec(shape, density, budget, groupRows, blockDensity, cover, seed);
    }

    /** Scores with many ties, negative ones among them. */
    static float[] scores(PatternSpec spec, long seed) {
        Random random = new Random(seed);
        float[] scores = new float[spec.shape().size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(7) - 3;
        }
        return scores;
    }
}
