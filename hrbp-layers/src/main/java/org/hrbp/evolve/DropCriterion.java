/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.Arrays;

/** Which kept units of a layer (of a group, for HRBP) an update drops. */
public enum DropCriterion {
    /** The {@code floor(f k)} of {@code k} units with the smallest magnitude, or L1 norm if a unit has several weights. */
    MAGNITUDE {
        @Override
        int[] choose(int[] kept, double[] values, double fraction, Draws draws) {
            return smallest(kept, values, (int) (fraction * kept.length), draws);
        }
    },
    /**
     * The smallest positive and the largest negative weights: a share {@code f} of either sign, rounded down. A zero counts as
     * positive (our choice).
     */
    BY_SIGN {
        @Override
        int[] choose(int[] kept, double[] values, double fraction, Draws draws) {
            int[] positive = where(kept, values, false);
            int[] negative = where(kept, values, true);
            double[] positiveValues =
                    Arrays.stream(values).filter(v -> !(v < 0)).toArray();
            double[] negativeValues = Arrays.stream(values).filter(v -> v < 0).toArray();
            return Selection.union(
                    MAGNITUDE.choose(positive, positiveValues, fraction, draws),
                    MAGNITUDE.choose(negative, negativeValues, fraction, draws));
        }

        private int[] where(int[] kept, double[] values, boolean negative) {
            int[] some = new int[kept.length];
            int count = 0;
            for (int i = 0; i < kept.length; i++) {
                if (values[i] < 0 == negative) {
                    some[count++] = kept[i];
                }
            }
            return Arrays.copyOf(some, count);
        }
    },
    /** All weights whose sign is not the fixed sign of their place any more; a zero stays. Ignores the fraction. */
    SIGN_CHANGE {
        @Override
        int[] choose(int[] kept, double[] values, double fraction, Draws draws) {
            int[] changed = new int[kept.length];
            int count = 0;
            for (int i = 0; i < kept.length; i++) {
                if (values[i] * draws.sign(kept[i]) < 0) {
                    changed[count++] = kept[i];
                }
            }
            return Arrays.copyOf(changed, count);
        }
    },
    /** The one unit with the smallest magnitude. Ignores the fraction. */
    SMALLEST {
        @Override
        int[] choose(int[] kept, double[] values, double fraction, Draws draws) {
            return smallest(kept, values, Math.min(1, kept.length), draws);
        }
    };

    /**
     * Chooses.
     *
     * @param kept units, ascending
     * @param values their values
     * @param fraction share to drop
     * @param draws random numbers for ties
     * @return dropped units, ascending
     */
    abstract int[] choose(int[] kept, double[] values, double fraction, Draws draws);

    /** The units of the smallest magnitude, ascending. */
    static int[] smallest(int[] kept, double[] values, int count, Draws draws) {
        return Selection.highest(kept, i -> -Math.abs(values[i]), count, unit -> draws.at(Draws.Stream.DROP, unit));
    }
}
