/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** Puts the rows of a layer into groups of equal size. */
interface RowPartitioner {
    /**
     * Partitions the rows.
     *
     * @param mask the kernel-wise mask
     * @param groupRows rows of a group; the last group takes what is left
     * @param columns how many channels a full group will keep at least, 1 if none
     * @param seed seed of every random choice
     * @return the rows of each group, ascending
     */
    int[][] partition(KernelMask mask, int groupRows, int columns, long seed);
}
