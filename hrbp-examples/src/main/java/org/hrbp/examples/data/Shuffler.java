/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/** The order of the images in an epoch. */
final class Shuffler {
    private static final int STREAM = 1;

    private Shuffler() {}

    /** A permutation of {@code [0, count)} that depends on seed and epoch only (Fisher-Yates). */
    static int[] order(int count, long seed, int epoch) {
        int[] order = inOrder(count);
        for (int i = count - 1; i > 0; i--) {
            int j = Counter.below(i + 1, seed, STREAM, epoch, i);
            int value = order[i];
            order[i] = order[j];
            order[j] = value;
        }
        return order;
    }

    static int[] inOrder(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        return order;
    }
}
