/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** The indices of the largest keys; among equal keys at the border a seeded choice decides. */
public final class TopK {
    private TopK() {}

    /**
     * A key that orders like the score; the two zeros are equal.
     *
     * @param score any number but NaN
     * @return the key
     */
    public static long key(double score) {
        long bits = Double.doubleToLongBits(score + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    /** A key that orders by count (0 or more), then by score. */
    static long key(int count, float score) {
        int bits = Float.floatToIntBits(score + 0.0f);
        int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) count << 32) | ((ordered ^ Integer.MIN_VALUE) & 0xFFFFFFFFL);
    }

    /** Returns the indices of the k largest keys, ascending. */
    static int[] select(long[] keys, int k, SeededRandom random) {
        int[] selected = new int[k];
        if (k == 0) {
            return selected;
        }
        long border = kthLargest(keys.clone(), k);
        int above = 0;
        int equal = 0;
        for (long key : keys) {
            above += key > border ? 1 : 0;
            equal += key == border ? 1 : 0;
        }
        int wanted = k - above;
        int next = 0;
        for (int i = 0; i < keys.length; i++) {
            boolean take = keys[i] > border;
            if (keys[i] == border) {
                // selection sampling: exactly `wanted` of the equal ones, each set equally likely
                take = wanted == equal || random.nextInt(equal) < wanted;
                equal--;
                wanted -= take ? 1 : 0;
            }
            if (take) {
                selected[next++] = i;
            }
        }
        return selected;
    }

    /**
     * The k-th largest key. Three-way quickselect: scores of random masks are small integers with long runs of equal keys.
     *
     * @param keys the keys, reordered by the call
     * @param k in {@code 1 .. keys.length}
     * @return the key
     */
    public static long kthLargest(long[] keys, int k) {
        int low = 0;
        int high = keys.length - 1;
        int target = keys.length - k;
        while (low < high) {
            long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
            int less = low;
            int more = high;
            int i = low;
            while (i <= more) {
                long key = keys[i];
                if (key < pivot) {
                    keys[i++] = keys[less];
                    keys[less++] = key;
                } else if (key > pivot) {
                    keys[i] = keys[more];
                    keys[more--] = key;
                } else {
                    i++;
                }
            }
            if (target < less) {
                high = less - 1;
            } else if (target > more) {
                low = more + 1;
            } else {
                return pivot;
            }
        }
        return keys[low];
    }

    private static long median(long a, long b, long c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
