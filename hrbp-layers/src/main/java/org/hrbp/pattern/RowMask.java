/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * A mask of rows x columns that steers the grouping of rows and the choice of columns and is not the final pattern: for HRBP
 * the kernel-wise mask, one column per channel; for Grouping the element-wise mask, one column per tap.
 */
final class RowMask {
    private final int columns;
    private final long[][] rows;

    RowMask(int rows, int columns) {
        this.columns = columns;
        this.rows = new long[rows][(columns + 63) >>> 6];
    }

    int rows() {
        return rows.length;
    }

    void set(int row, int column) {
        rows[row][column >>> 6] |= 1L << column;
    }

    boolean get(int row, int column) {
        return (rows[row][column >>> 6] >>> column & 1) != 0;
    }

    int columns() {
        return columns;
    }

    int words() {
        return (columns + 63) >>> 6;
    }

    /** Sixty-four columns of a row as bits. */
    long word(int row, int index) {
        return rows[row][index];
    }

    /** Number of columns that both rows have. */
    int overlap(int a, int b) {
        int count = 0;
        for (int i = 0; i < rows[a].length; i++) {
            count += Long.bitCount(rows[a][i] & rows[b][i]);
        }
        return count;
    }

    /** The Jaccard index of two rows: columns that both have over columns that either has; 1 if neither has any. */
    double jaccard(int a, int b) {
        int both = overlap(a, b);
        int either = overlap(a, a) + overlap(b, b) - both;
        return either == 0 ? 1 : (double) both / either;
    }

    /** For each column the number of the given rows that have it. */
    int[] columnCounts(int[] group) {
        int[] counts = new int[columns];
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
