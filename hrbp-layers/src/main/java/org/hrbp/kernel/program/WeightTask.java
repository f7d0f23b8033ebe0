/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

/** A tile of weights whose gradients are reduced together: rows of one block times taps of one kernel position. */
public final class WeightTask {
    private final RunGroup runs;
    private final int[] rows;
    private final int[] channels;
    private final int[] slots;

    WeightTask(RunGroup runs, int[] rows, int[] channels, int[] slots) {
        this.runs = runs;
        this.rows = rows;
        this.channels = channels;
        this.slots = slots;
    }

    /**
     * Pixels that take part: source runs in the input, destination runs in the output gradient.
     *
     * @return the runs, possibly none
     */
    public RunGroup runs() {
        return runs;
    }

    /**
     * Number of rows.
     *
     * @return 1 to {@link PassProgram#STRIP_ROWS}
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
     * @return 1 to {@link WeightProgram#TASK_TAPS}
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

    long work() {
        return (long) rows.length * channels.length;
    }
}
