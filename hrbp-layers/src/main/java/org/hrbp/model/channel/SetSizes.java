/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How many channels each set keeps: {@code floor(ratio * size)}, at least one, with the largest ratio that the budget allows,
 * and one more where it still fits, largest remainder first.
 */
final class SetSizes {
    private static final int STEPS = 50;
    /** Room for the rounding of the ratio: remainders closer than this are equal. */
    private static final double EPSILON = 1e-6;

    private final TiedSets sets;
    private final long budget;

    private SetSizes(TiedSets sets, long budget) {
        this.sets = sets;
        this.budget = budget;
    }

    /**
     * Finds the sizes.
     *
     * @throws IllegalArgumentException if one channel of each set is more than the budget
     */
    static int[] within(TiedSets sets, long budget) {
        return new SetSizes(sets, budget).solve();
    }

    private int[] solve() {
        int[] least = sizes(0);
        if (sets.kept(least) > budget) {
            throw new IllegalArgumentException("One channel of each set that may be narrowed keeps " + sets.kept(least)
                    + " weights, most of them in layer \"" + sets.largest(least) + "\", but the sparsity allows "
                    + budget + "; lower the sparsity");
        }
        double ratio = ratio();
        int[] sizes = sizes(ratio);
        List<Integer> byRemainder = IntStream.range(0, sizes.length)
                .boxed()
                .sorted(Comparator.comparing(s -> -remainder(s, ratio, sizes)))
                .toList();
        for (int set : byRemainder) {
            if (sizes[set] < size(set)) {
                sizes[set]++;
                sizes[set] -= sets.kept(sizes) > budget ? 1 : 0;
            }
        }
        return sizes;
    }

    private double ratio() {
        if (sets.kept(sizes(1)) <= budget) {
            return 1;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < STEPS; i++) {
            double middle = (low + high) / 2;
            if (sets.kept(sizes(middle)) <= budget) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int[] sizes(double ratio) {
        return IntStream.range(0, sets.all().size())
                .map(set -> (int) Math.max(1, Math.floor(ratio * size(set))))
                .toArray();
    }

    private long remainder(int set, double ratio, int[] sizes) {
        return Math.round((ratio * size(set) - sizes[set]) / EPSILON);
    }

    private int size(int set) {
        return sets.all().get(set).channels().size();
    }
}
