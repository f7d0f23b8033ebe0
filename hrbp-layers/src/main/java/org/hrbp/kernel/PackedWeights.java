/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import org.hrbp.pattern.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moves weights between a stock layer's dense array and packed storage. */
public final class PackedWeights {
    private PackedWeights() {}

    /**
     * Takes the kept weights out of a dense array.
     *
     * @param dense dense weights in the stock layer's shape
     * @param order memory order in which the elements stand row by row: {@code 'c'} for a convolution's
     *     {@code [nOut, nIn, kH, kW]}, {@code 'f'} for a fully connected layer's {@code [nIn, nOut]}
     * @param pattern which weights to take
     * @param packed target, {@code [1, kept]} or longer, overwritten; zeros go behind the kept weights
     */
    public static void gather(INDArray dense, char order, Pattern pattern, INDArray packed) {
        Memory from = Memory.of(dense.dup(order));
        Memory to = Memory.of(packed);
        int[] indices = pattern.denseIndices();
        for (int slot = 0; slot < indices.length; slot++) {
            to.set(slot, from.get(indices[slot]));
        }
        clearUnused(to, pattern);
    }

    /**
     * Sets the slots behind the kept weights to zero.
     *
     * @param packed weights or their gradients, {@code [1, kept]} or longer
     * @param pattern says how many are kept
     */
    public static void clearUnused(Memory packed, Pattern pattern) {
        for (int slot = pattern.keptCount(); slot < packed.length(); slot++) {
            packed.set(slot, 0);
        }
    }

    /**
     * The dense array with zeros in place of the weights that do not exist.
     *
     * @param packed kept weights, {@code [1, kept]} or longer
     * @param pattern where they stand
     * @param shape the stock layer's shape
     * @param order as in {@link #gather}
     * @return a new array
     */
    public static INDArray scatter(INDArray packed, Pattern pattern, long[] shape, char order) {
        INDArray dense = Nd4j.zeros(packed.dataType(), pattern.shape().size());
        Memory from = Memory.of(packed);
        Memory to = Memory.of(dense);
        int[] indices = pattern.denseIndices();
        for (int slot = 0; slot < indices.length; slot++) {
            to.set(indices[slot], from.get(slot));
        }
        return dense.reshape(order, shape);
    }
}
