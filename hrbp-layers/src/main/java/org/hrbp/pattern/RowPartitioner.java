/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** Puts the rows of a layer into groups of equal size. */
interface RowPartitioner {
    /**
     * Partitions the rows.
     *
     * @param mask which columns each row has
     * @param groupRows rows of a group; the last group takes what is left
     * @param columns how many columns a full group will keep at least, 1 if none
     * @param seed seed of every random choice
     * @return the rows of each group, ascending
     */
    int[][] partition(RowMask mask, int groupRows, int columns, long seed);

    /**
     * The partitioner that options name.
     *
     * @param options checked options
     * @return the partitioner
     */
    static RowPartitioner of(StructureOptions options) {
        return switch (options.partitioner()) {
            case "random" -> new RandomPartitioner();
            case "greedy" -> new GreedySwapPartitioner(0, RowMask::overlap);
            case "jaccard" -> new GreedySwapPartitioner(0, RowMask::jaccard);
            default -> new GreedySwapPartitioner();
        };
    }
}
