/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Arrays;

/** Fills one group after the other: a random free row, then always the free row that is most like the group's. */
final class Greedy {
    private Greedy() {}

    /** How much two rows are alike. */
    interface Affinity {
        double of(RowMask mask, int rowA, int rowB);
    }

    /** Returns the rows of each group in the order in which they were taken; of equally alike rows the first is taken. */
    static int[][] groups(RowMask mask, int groupRows, Affinity affinity, SeededRandom random) {
        int rows = mask.rows();
        int[][] groups = new int[(rows - 1) / groupRows + 1][];
        int[] free = new int[rows];
        Arrays.setAll(free, i -> i);
        int freeCount = rows;
        for (int g = 0; g < groups.length; g++) {
            int[] group = new int[Math.min(groupRows, freeCount)];
            double[] likeness = new double[rows];
            int pick = random.nextInt(freeCount);
            for (int i = 0; i < group.length; i++) {
                int row = free[pick];
                group[i] = row;
                freeCount--;
                System.arraycopy(free, pick + 1, free, pick, freeCount - pick);
                pick = 0;
                for (int j = 0; j < freeCount; j++) {
                    likeness[free[j]] += affinity.of(mask, row, free[j]);
                    pick = likeness[free[j]] > likeness[free[pick]] ? j : pick;
                }
            }
            groups[g] = group;
        }
        return groups;
    }
}
