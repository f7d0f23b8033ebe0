/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Arrays;

/** Groups rows at random: what the others are measured against. */
final class RandomPartitioner implements RowPartitioner {
    @Override
    public int[][] partition(RowMask mask, int groupRows, int columns, long seed) {
        SeededRandom random = new SeededRandom(seed, SeededRandom.Stream.ROWS);
        int[] rows = new int[mask.rows()];
        for (int i = 0; i < rows.length; i++) {
            int j = random.nextInt(i + 1);
            rows[i] = rows[j];
            rows[j] = i;
        }
        int[][] groups = new int[(rows.length - 1) / groupRows + 1][];
        for (int g = 0; g < groups.length; g++) {
            groups[g] = Arrays.copyOfRange(rows, g * groupRows, Math.min(rows.length, (g + 1) * groupRows));
            Arrays.sort(groups[g]);
        }
        return groups;
    }
}
