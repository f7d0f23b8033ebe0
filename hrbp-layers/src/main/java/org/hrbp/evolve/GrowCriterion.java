/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

/** Which units grow in place of the dropped ones. */
public enum GrowCriterion {
    /**
     * Those with the largest gradient magnitude, or L1 norm of the gradient if a unit has several weights. A unit dropped in the
     * same update may return; it keeps its weights.
     */
    GRADIENT,
    /** Any, but none dropped in the same update. */
    RANDOM;

    int[] choose(int[] free, Units units, int pool, int count, Draws draws) {
        if (this == RANDOM) {
            return Selection.random(free, count, unit -> draws.at(Draws.Stream.GROW, unit));
        }
        double[] norms = units.gradientNorms(pool);
        int first = pool * units.poolSize();
        return Selection.highest(free, i -> norms[free[i] - first], count, unit -> draws.at(Draws.Stream.GROW, unit));
    }
}
