/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes the blocks of one Grouping pattern: the element-wise mask of the highest scores, rows grouped by it, columns of each
 * group by the rule. All weights of a block exist, those that the mask does not have among them.
 *
 * <p>{@code budgeted}: the columns with the highest counts (then score sums), equally many per group, within the budget (our
 * choice). {@code threshold}: the columns with at least so many non-zeros (the deck's figure: two). {@code official-stop}: see
 * {@link OfficialStop}.
 */
final class GroupingBuilder {
    private static final int[] NONE = {};
    private static final int[] ZERO = {0};

    private final PatternSpec flat;
    private final float[] scores;
    private final int positions;
    private final StructureOptions options;

    /** Takes the spec of a layer as rows x taps, and the positions of the real kernel. */
    GroupingBuilder(PatternSpec flat, float[] scores, int positions) {
        this.flat = flat;
        this.scores = scores;
        this.positions = positions;
        this.options = flat.options();
    }

    List<Block> build() {
        boolean budgeted = options.groupingRule().equals(StructureOptions.BUDGETED);
        if (budgeted && options.leftovers().equals(StructureOptions.DROP)) {
            return budgeted().stream().map(this::toTaps).toList();
        }
        SeededRandom ties = new SeededRandom(flat.seed(), SeededRandom.Stream.KERNELS);
        RowMask mask = new KernelScores(flat, scores).topKernels(ties);
        List<Block> dense = switch (options.groupingRule()) {
            case StructureOptions.BUDGETED -> budgeted();
            case StructureOptions.THRESHOLD -> threshold(mask);
            default -> new OfficialStop(mask, RowPartitioner.of(options), flat).blocks();
        };
        List<Block> blocks = new ArrayList<>();
        dense.stream().filter(block -> block.tapCount() > 0).map(this::toTaps).forEach(blocks::add);
        if (blocks.isEmpty() && options.groupingRule().equals(StructureOptions.OFFICIAL_STOP)) {
            // as in the published code: without a block the mask stays as it was
            addLeftovers(mask, List.of(), blocks);
        } else if (options.leftovers().equals(StructureOptions.KEEP)) {
            addLeftovers(mask, dense, blocks);
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("Grouping rule \"" + options.groupingRule() + "\" with " + options
                    + " finds no column to keep in " + flat.shape().rows() + " rows of density " + flat.density());
        }
        addEmptyRows(blocks);
        return blocks;
    }

    private List<Block> budgeted() {
        return new HrbpBuilder(flat, scores, RowPartitioner.of(options)).build().blocks();
    }

    private List<Block> threshold(RowMask mask) {
        int columns = Math.max(1, flat.budget() / mask.rows());
        int[][] groups = RowPartitioner.of(options).partition(mask, flat.groupRows(), columns, flat.seed());
        List<Block> blocks = new ArrayList<>();
        for (int[] rows : groups) {
            int[] counts = mask.columnCounts(rows);
            int[] kept = IntStream.range(0, counts.length)
                    .filter(c -> counts[c] >= options.threshold())
                    .toArray();
            blocks.add(Block.product(rows, kept, ZERO));
        }
        return blocks;
    }

    /** One block for each row of the mask that has more than its dense block. */
    private void addLeftovers(RowMask mask, List<Block> dense, List<Block> blocks) {
        RowMask kept = new RowMask(mask.rows(), mask.columns());
        for (Block block : dense) {
            for (int row : block.rows()) {
                for (int column : block.channels()) {
                    kept.set(row, column);
                }
            }
        }
        for (int r = 0; r < mask.rows(); r++) {
            int row = r;
            int[] rest = IntStream.range(0, mask.columns())
                    .filter(c -> mask.get(row, c) && !kept.get(row, c))
                    .toArray();
            if (rest.length > 0) {
                blocks.add(taps(new int[] {row}, rest));
            }
        }
    }

    private void addEmptyRows(List<Block> blocks) {
        boolean[] seen = new boolean[flat.shape().rows()];
        blocks.forEach(block -> Arrays.stream(block.rows()).forEach(row -> seen[row] = true));
        int[] empty = IntStream.range(0, seen.length).filter(row -> !seen[row]).toArray();
        if (empty.length > 0) {
            blocks.add(taps(empty, NONE));
        }
    }

    /** A block of the matrix as one of the layer; of a layer with one position it is a product of channels. */
    private Block toTaps(Block block) {
        return positions == 1 ? block : taps(block.rows(), block.channels());
    }

    private Block taps(int[] rows, int[] columns) {
        return Block.ofTaps(
                rows,
                Arrays.stream(columns).map(c -> c / positions).toArray(),
                Arrays.stream(columns).map(c -> c % positions).toArray());
    }
}
