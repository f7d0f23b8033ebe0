/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** Column counts of groups, kept current while rows are swapped. */
final class GroupCounts {
    private final RowMask mask;
    private final int[][] groups;
    private final int columns;
    /** How many rows of a group have a channel. */
    private final int[][] counts;
    /** How many channels of a group have a count. */
    private final int[][] histograms;

    private final int[] values;

    GroupCounts(RowMask mask, int[][] groups, int columns) {
        this.mask = mask;
        this.groups = groups;
        this.columns = columns;
        this.counts = new int[groups.length][];
        this.histograms = new int[groups.length][];
        this.values = new int[groups.length];
        for (int g = 0; g < groups.length; g++) {
            counts[g] = mask.columnCounts(groups[g]);
            histograms[g] = new int[groups[g].length + 1];
            for (int count : counts[g]) {
                histograms[g][count]++;
            }
            values[g] = largest(histograms[g]);
        }
    }

    /** Swaps two rows, named by their places in their groups, if more kernels of the mask end up in the blocks then. */
    void swapIfBetter(int first, int firstPlace, int second, int secondPlace) {
        int a = groups[first][firstPlace];
        int b = groups[second][secondPlace];
        int[] firstHistogram = histograms[first].clone();
        int[] secondHistogram = histograms[second].clone();
        for (int i = 0; i < mask.words(); i++) {
            long wordA = mask.word(a, i);
            long wordB = mask.word(b, i);
            move(wordA & ~wordB, i, first, firstHistogram, second, secondHistogram);
            move(wordB & ~wordA, i, second, secondHistogram, first, firstHistogram);
        }
        int firstValue = largest(firstHistogram);
        int secondValue = largest(secondHistogram);
        if (firstValue + secondValue <= values[first] + values[second]) {
            return;
        }
        values[first] = firstValue;
        values[second] = secondValue;
        histograms[first] = firstHistogram;
        histograms[second] = secondHistogram;
        recount(a, first, -1);
        recount(a, second, 1);
        recount(b, second, -1);
        recount(b, first, 1);
        groups[first][firstPlace] = b;
        groups[second][secondPlace] = a;
    }

    /** Takes channels that only the leaving row has from one histogram to the other. */
    private void move(long channels, int word, int from, int[] fromHistogram, int to, int[] toHistogram) {
        for (long bits = channels; bits != 0; bits &= bits - 1) {
            int channel = (word << 6) + Long.numberOfTrailingZeros(bits);
            int fromCount = counts[from][channel];
            int toCount = counts[to][channel];
            fromHistogram[fromCount]--;
            fromHistogram[fromCount - 1]++;
            toHistogram[toCount]--;
            toHistogram[toCount + 1]++;
        }
    }

    private void recount(int row, int group, int change) {
        for (int i = 0; i < mask.words(); i++) {
            for (long bits = mask.word(row, i); bits != 0; bits &= bits - 1) {
                counts[group][(i << 6) + Long.numberOfTrailingZeros(bits)] += change;
            }
        }
    }

    private int largest(int[] histogram) {
        int sum = 0;
        int left = columns;
        for (int count = histogram.length - 1; count > 0 && left > 0; count--) {
            int taken = Math.min(left, histogram[count]);
            sum += taken * count;
            left -= taken;
        }
        return sum;
    }
}
