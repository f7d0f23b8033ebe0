/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.LongUnaryOperator;
import org.hrbp.pattern.TopK;
import org.jspecify.annotations.Nullable;

/** Picks units. Ties are broken by a random number of each unit, so that the choice does not depend on storage order. */
final class Selection {
    private Selection() {}

    /**
     * The units of the highest scores.
     *
     * @param ids units, ascending
     * @param score score of the unit at an index of {@code ids}
     * @param count how many, at most {@code ids.length}
     * @param tie random number of a unit
     * @return the chosen units, ascending
     */
    static int[] highest(int[] ids, IntToDoubleFunction score, int count, LongUnaryOperator tie) {
        if (count == 0 || count == ids.length) {
            return Arrays.copyOf(ids, count);
        }
        long[] keys = new long[ids.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = TopK.key(score.applyAsDouble(i));
        }
        return top(ids, keys, count, tie);
    }

    /**
     * Units chosen at random, each set equally likely.
     *
     * @param ids units, ascending
     * @param count how many, at most {@code ids.length}
     * @param tie random number of a unit
     * @return the chosen units, ascending
     */
    static int[] random(int[] ids, int count, LongUnaryOperator tie) {
        return count == 0 ? new int[0] : top(ids, numbers(ids, tie), count, null);
    }

    private static long[] numbers(int[] ids, LongUnaryOperator tie) {
        long[] numbers = new long[ids.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tie.applyAsLong(ids[i]);
        }
        return numbers;
    }

    /** Without a tie rule the first of the equal ones are taken. */
    private static int[] top(int[] ids, long[] keys, int count, @Nullable LongUnaryOperator tie) {
        long border = TopK.kthLargest(keys.clone(), count);
        int[] chosen = new int[count];
        int[] equal = new int[ids.length];
        int above = 0;
        int equals = 0;
        for (int i = 0; i < ids.length; i++) {
            if (keys[i] > border) {
                chosen[above++] = ids[i];
            } else if (keys[i] == border) {
                equal[equals++] = ids[i];
            }
        }
        int wanted = count - above;
        equal = Arrays.copyOf(equal, equals);
        if (tie != null && equals > wanted) {
            equal = top(equal, numbers(equal, tie), wanted, null);
        }
        System.arraycopy(equal, 0, chosen, above, wanted);
        Arrays.sort(chosen);
        return chosen;
    }

    /** The members of one ascending list that are not in another, which holds no others. */
    static int[] without(int[] ids, int[] removed) {
        int[] rest = new int[ids.length - removed.length];
        int next = 0;
        int skip = 0;
        for (int id : ids) {
            if (skip < removed.length && removed[skip] == id) {
                skip++;
            } else {
                rest[next++] = id;
            }
        }
        return rest;
    }

    /** All numbers of {@code from .. to - 1} that are not in an ascending list of such numbers. */
    static int[] gaps(int from, int to, int[] taken) {
        int[] rest = new int[to - from - taken.length];
        int next = 0;
        int skip = 0;
        for (int id = from; id < to; id++) {
            if (skip < taken.length && taken[skip] == id) {
                skip++;
            } else {
                rest[next++] = id;
            }
        }
        return rest;
    }

    /** Two ascending lists without common members as one. */
    static int[] union(int[] some, int[] others) {
        int[] all = Arrays.copyOf(some, some.length + others.length);
        System.arraycopy(others, 0, all, some.length, others.length);
        Arrays.sort(all);
        return all;
    }

    /** The members that two ascending lists share. */
    static int[] common(int[] some, int[] others) {
        return Arrays.stream(some)
                .filter(id -> Arrays.binarySearch(others, id) >= 0)
                .toArray();
    }

    /** The values of some of the ascending ids. */
    static double[] pick(int[] ids, double[] values, int[] some) {
        return Arrays.stream(some)
                .mapToDouble(id -> values[Arrays.binarySearch(ids, id)])
                .toArray();
    }
}
