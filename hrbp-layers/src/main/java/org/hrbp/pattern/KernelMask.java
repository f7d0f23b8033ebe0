/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * The kernel-wise mask of a layer: one bit per (row, channel). It steers the grouping of rows and the choice of columns
 * and is not the final pattern.
 */
final class KernelMask {
    private final int channels;
    private final long[][] rows;

    KernelMask(int rows, int channels) {
        this.channels = channels;
        this.rows = new long[rows][(channels + 63) >>> 6];
    }

    int rows() {
        return rows.length;
    }

    void set(int row, int channel) {
        rows[row][channel >>> 6] |= 1L << channel;
    }

    int words() {
        return (channels + 63) >>> 6;
    }

    /** Sixty-four channels of a row as bits. */
    long word(int row, int index) {
        return rows[row][index];
    }

    /** Number of channels that both rows have. */
    int overlap(int a, int b) {
        int count = 0;
        for (int i = 0; i < rows[a].length; i++) {
            count += Long.bitCount(rows[a][i] & rows[b][i]);
        }
        return count;
    }

    /** For each channel the number of the given rows that have it. */
    int[] columnCounts(int[] group) {
        int[] counts = new int[channels];
        for (int row : group) {
            for (int i = 0; i < rows[row].length; i++) {
                for (long bits = rows[row][i]; bits != 0; bits &= bits - 1) {
                    counts[(i << 6) + Long.numberOfTrailingZeros(bits)]++;
                }
            }
        }
        return counts;
    }
}
