/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.Arrays;

/** Shares a number out in proportion, with a limit for each. */
final class LayerShares {
    private LayerShares() {}

    /**
     * Splits a number. A layer whose part is its room or more gets its room, and the rest is split among the others; parts are
     * rounded by largest remainder, the earlier layer first. Where all shares are 0 the rooms stand in for them.
     *
     * @param total what is to be split, at most the sum of the rooms
     * @param shares proportions, 0 or more
     * @param room most that each can take
     * @return the parts, which add up to the total
     */
    static int[] split(int total, long[] shares, int[] room) {
        int[] parts = new int[room.length];
        boolean[] full = new boolean[room.length];
        int rest = total;
        while (rest > 0) {
            long[] open = open(shares, full);
            if (Arrays.stream(open).sum() == 0) {
                open = open(Arrays.stream(room).asLongStream().toArray(), full);
            }
            boolean[] before = full.clone();
            rest -= fill(rest, open, room, parts, full);
            if (Arrays.equals(before, full)) {
                round(rest, open, parts);
                rest = 0;
            }
        }
        return parts;
    }

    private static long[] open(long[] shares, boolean[] full) {
        long[] open = shares.clone();
        for (int i = 0; i < open.length; i++) {
            open[i] = full[i] ? 0 : open[i];
        }
        return open;
    }

    /** Gives those their room whose part would reach it. */
    private static int fill(int rest, long[] open, int[] room, int[] parts, boolean[] full) {
        long sum = Arrays.stream(open).sum();
        int filled = 0;
        for (int i = 0; i < open.length; i++) {
            if (!full[i] && open[i] > 0 && rest * open[i] >= room[i] * sum) {
                full[i] = true;
                parts[i] = room[i];
                filled += room[i];
            }
        }
        return filled;
    }

    private static void round(int rest, long[] open, int[] parts) {
        long sum = Arrays.stream(open).sum();
        long[] remainders = new long[open.length];
        int left = rest;
        for (int i = 0; i < open.length; i++) {
            if (open[i] > 0) {
                parts[i] = (int) (rest * open[i] / sum);
                remainders[i] = rest * open[i] % sum;
                left -= parts[i];
            }
        }
        for (; left > 0; left--) {
            int largest = 0;
            for (int i = 1; i < open.length; i++) {
                largest = remainders[i] > remainders[largest] ? i : largest;
            }
            parts[largest]++;
            remainders[largest] = -1;
        }
    }
}
