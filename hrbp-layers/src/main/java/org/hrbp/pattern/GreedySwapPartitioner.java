/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Arrays;

/**
 * Groups rows that share channels: a seeded greedy pass, then swaps of two rows that raise the number of kernels of the
 * mask that end up in the blocks, the sum over groups of their largest column counts. (Our choice; the paper's method
 * section was not available to us, and the published code of its predecessor calls a hypergraph partitioner.)
 */
final class GreedySwapPartitioner implements RowPartitioner {
    private static final int PROPOSALS_PER_ROW = 50;

    private final int proposalsPerRow;

    GreedySwapPartitioner() {
        this(PROPOSALS_PER_ROW);
    }

    GreedySwapPartitioner(int proposalsPerRow) {
        this.proposalsPerRow = proposalsPerRow;
    }

    @Override
    public int[][] partition(KernelMask mask, int groupRows, int columns, long seed) {
        SeededRandom random = new SeededRandom(seed, SeededRandom.Stream.ROWS);
        int[][] groups = greedy(mask, groupRows, random);
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

    private static int[][] greedy(KernelMask mask, int groupRows, SeededRandom random) {
        int rows = mask.rows();
        int[][] groups = new int[(rows - 1) / groupRows + 1][];
        int[] free = new int[rows];
        Arrays.setAll(free, i -> i);
        int freeCount = rows;
        for (int g = 0; g < groups.length; g++) {
            int[] group = new int[Math.min(groupRows, freeCount)];
            int[] overlap = new int[rows];
            int pick = random.nextInt(freeCount);
            for (int i = 0; i < group.length; i++) {
                int row = free[pick];
                group[i] = row;
                freeCount--;
                System.arraycopy(free, pick + 1, free, pick, freeCount - pick);
                pick = 0;
                for (int j = 0; j < freeCount; j++) {
                    overlap[free[j]] += mask.overlap(row, free[j]);
                    pick = overlap[free[j]] > overlap[free[pick]] ? j : pick;
                }
            }
            groups[g] = group;
        }
        return groups;
    }
}
