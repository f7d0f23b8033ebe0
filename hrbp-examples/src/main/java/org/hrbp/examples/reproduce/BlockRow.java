/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.Arrays;
import java.util.List;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;

/**
 * What becomes of the blocks of one layer in the backward pass; a line of {@code blocks.csv}. A block is a full rectangle of rows
 * and taps in {@code W}. In {@code W'}, the matrix of the input gradient as a convolution, its weights lie in the rectangle of
 * its channels and of its rows times its kernel positions.
 *
 * @param net name of the network
 * @param data name of the data set
 * @param method line of the table
 * @param sparsity sparsity of the network
 * @param layer name of the layer
 * @param shape shape of its dense weights
 * @param blocks number of blocks
 * @param weights weights that exist
 * @param fillForward weights over the area of the blocks' rectangles in {@code W}
 * @param fillBackward the same in {@code W'}
 */
record BlockRow(
        String net,
        String data,
        String method,
        double sparsity,
        String layer,
        String shape,
        int blocks,
        long weights,
        double fillForward,
        double fillBackward) {
    static BlockRow of(Cell cell, String layer, Pattern pattern) {
        long forward = 0;
        long backward = 0;
        for (Block block : pattern.blocks()) {
            forward += (long) block.rowCount() * block.tapCount();
            backward += (long) block.rowCount() * distinct(block.channels()) * distinct(block.positions());
        }
        return new BlockRow(
                cell.net(),
                cell.data(),
                cell.method().id(),
                cell.sparsity(),
                layer,
                pattern.shape().toString(),
                pattern.blocks().size(),
                pattern.keptCount(),
                (double) pattern.keptCount() / forward,
                (double) pattern.keptCount() / backward);
    }

    /** What the layers of one net share. */
    List<Object> key() {
        return List.of(net, data, method, sparsity);
    }

    private static long distinct(int[] values) {
        return Arrays.stream(values).distinct().count();
    }
}
