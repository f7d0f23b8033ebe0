/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.Arrays;
import org.hrbp.pattern.Block;

/**
 * How the input gradient of blocks that are no products is computed; see decision 4 of the documentation. Product blocks are full
 * rectangles in both forms and run the same way in either.
 */
public enum InputGradientForm {
    /** By block: {@link #SCATTER} where it was measured to be faster. */
    AUTO,
    /** Form (B): each input channel gathers from the (row, kernel position) pairs that use it, channel by channel. */
    GATHER,
    /**
     * Form (A), {@code col2im(W^T dY)}: the columns that a block has at one kernel position are a full rectangle; its product with
     * the rows of dY is added to dX, shifted by the position. Blocks of one row stay with form (B).
     */
    SCATTER;

    /**
     * Least rows of a block that {@link #AUTO} scatters. Each element of a product is added to dX once per so many multiply-adds:
     * with 32 rows form (A) took 0.4 to 0.6 of form (B)'s time, with 16 rows 0.7, with 8 as long, with 4 1.7 times as long.
     */
    private static final int LEAST_ROWS = 16;

    /** Least columns per kernel position, on average: fewer fill few register tiles, and form (A) took as long or longer. */
    private static final int LEAST_COLUMNS = 3;

    /**
     * Whether a block's products are scattered.
     *
     * @param block a block
     * @return true for form (A); false for form (B) and for product blocks
     */
    public boolean scatters(Block block) {
        if (block.isProduct() || block.tapCount() == 0 || block.rowCount() == 1) {
            return false;
        }
        return switch (this) {
            case SCATTER -> true;
            case GATHER -> false;
            case AUTO -> block.rowCount() >= LEAST_ROWS && block.tapCount() >= LEAST_COLUMNS * positions(block);
        };
    }

    private static long positions(Block block) {
        return Arrays.stream(block.positions()).distinct().count();
    }
}
