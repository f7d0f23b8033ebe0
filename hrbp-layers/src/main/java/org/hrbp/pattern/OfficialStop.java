/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The blocks of Grouping as the published code of Structure-LTH (Chen et al., ICML 2022) chooses them, of which the rows that have
 * a non-zero are divided into parts of {@code ceil(rows / 8)} rows, at most {@value #PARTS} parts. A part takes columns in the order of their counts, until the columns
 * before the last exceed {@value #FACTOR} times the non-zeros left outside of every row; a part of {@value #FEW_ROWS} rows or
 * fewer, or one that never gets there, makes no block. The number of weights is not bounded: of a random mask of density 0.1 it
 * keeps some 0.17.
 *
 * <p>Kept as published: the scan over the rows ends at the first row that fails, before later rows have been told of the column,
 * so that their non-zeros are counted too high and the part stops too late. Of its two versions this is the one of {@code
 * models/conv.py}. Left out: its cut of parts into 32 rows and a rest, which does not change what is kept. Different: the parts
 * are ours, of equal size; the published code calls a hypergraph partitioner. {@code groupRows} is not used.
 */
final class OfficialStop {
    private static final int PARTS = 8;
    private static final int FEW_ROWS = 16;
    private static final double FACTOR = 1.5;
    private static final int[] ZERO = {0};

    private final RowMask mask;
    private final RowPartitioner partitioner;
    private final PatternSpec flat;

    OfficialStop(RowMask mask, RowPartitioner partitioner, PatternSpec flat) {
        this.mask = mask;
        this.partitioner = partitioner;
        this.flat = flat;
    }

    List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        for (int[] rows : parts()) {
            int[] columns = rows.length > FEW_ROWS ? columns(rows) : new int[0];
            if (columns.length > 0) {
                blocks.add(Block.product(rows, columns, ZERO));
            }
        }
        return blocks;
    }

    private int[][] parts() {
        int[] live = IntStream.range(0, mask.rows())
                .filter(row -> mask.overlap(row, row) > 0)
                .toArray();
        RowMask liveMask = new RowMask(live.length, mask.columns());
        for (int i = 0; i < live.length; i++) {
            for (int c = 0; c < mask.columns(); c++) {
                if (mask.get(live[i], c)) {
                    liveMask.set(i, c);
                }
            }
        }
        int columns = Math.max(1, flat.budget() / mask.rows());
        int[][] parts = partitioner.partition(liveMask, (live.length - 1) / PARTS + 1, columns, flat.seed());
        for (int[] part : parts) {
            for (int i = 0; i < part.length; i++) {
                part[i] = live[part[i]];
            }
        }
        return parts;
    }

    /** The columns of a part's block, ascending; none if it gets none. */
    private int[] columns(int[] rows) {
        int[] counts = mask.columnCounts(rows);
        int[] order = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.comparing(c -> -counts[c]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] outside = new int[rows.length];
        for (int r = 0; r < rows.length; r++) {
            outside[r] = mask.overlap(rows[r], rows[r]);
        }
        for (int i = 0; i < order.length; i++) {
            if (stops(i, order[i], rows, outside)) {
                return IntStream.rangeClosed(0, i).map(j -> order[j]).sorted().toArray();
            }
        }
        return new int[0];
    }

    private boolean stops(int columnsBefore, int column, int[] rows, int[] outside) {
        for (int r = 0; r < rows.length; r++) {
            outside[r] -= mask.get(rows[r], column) ? 1 : 0;
            if (columnsBefore <= FACTOR * outside[r]) {
                return false;
            }
        }
        return true;
    }
}
