/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

/** A tile of weights whose gradients are reduced together: rows of one block times taps of one kernel position. */
public final class WeightTask {
    private final int position;
    private final int[] rows;
    private final int[] channels;
    private final int[] slots;

    WeightTask(int position, int[] rows, int[] channels, int[] slots) {
        this.position = position;
        this.rows = rows;
        this.channels = channels;
        this.slots = slots;
    }

    /**
     * The kernel position of all taps.
     *
     * @return index of the position
     */
    int position() {
        return position;
    }

    /**
     * Number of rows.
     *
     * @return 1 to {@link WeightProgram#TILE_ROWS}
     */
    public int rows() {
        return rows.length;
    }

    /**
     * Where the output gradient of each row begins.
     *
     * @return element offsets, not a copy
     */
    public int[] outputs() {
        return rows;
    }

    /**
     * Number of taps.
     *
     * @return 1 to {@link WeightProgram#TILE_TAPS}
     */
    public int taps() {
        return channels.length;
    }

    /**
     * Where the input channel of each tap begins.
     *
     * @return element offsets, not a copy
     */
    public int[] inputs() {
        return channels;
    }

    /**
     * Where the weights of a tap stand.
     *
     * @param tap index in the tile
     * @return slot of row 0; the other rows follow
     */
    public int slot(int tap) {
        return slots[tap];
    }

    /**
     * Number of weights.
     *
     * @return rows times taps
     */
    public int weights() {
        return rows.length * channels.length;
    }
}
