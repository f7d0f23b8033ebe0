/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Arrays;

/**
 * Groups rows that share columns: a seeded greedy pass, then swaps of two rows that raise the number of entries of the
 * mask that end up in the blocks, the sum over groups of their largest column counts. (Our choice; the paper's method
 * section was not available to us, and the published code of its predecessor calls a hypergraph partitioner.)
 */
final class GreedySwapPartitioner implements RowPartitioner {
    private static final int PROPOSALS_PER_ROW = 50;

    private final int proposalsPerRow;
    private final Greedy.Affinity affinity;

    GreedySwapPartitioner() {
        this(PROPOSALS_PER_ROW, RowMask::overlap);
    }

    GreedySwapPartitioner(int proposalsPerRow, Greedy.Affinity affinity) {
        this.proposalsPerRow = proposalsPerRow;
        this.affinity = affinity;
    }

    @Override
    public int[][] partition(RowMask mask, int groupRows, int columns, long seed) {
        SeededRandom random = new SeededRandom(seed, SeededRandom.Stream.ROWS);
        int[][] groups = Greedy.groups(mask, groupRows, affinity, random);
        if (groups.length > 1) {
            GroupCounts counts = new GroupCounts(mask, groups, columns);
            for (long i = (long) proposalsPerRow * mask.rows(); i > 0; i--) {
                int first = random.nextInt(groups.length);
                int second = (first + 1 + random.nextInt(groups.length - 1)) % groups.length;
                counts.swapIfBetter(
                        first, random.nextInt(groups[first].length), second, random.nextInt(groups[second].length));
            }
        }
        for (int[] group : groups) {
            Arrays.sort(group);
        }
        return groups;
    }
}
