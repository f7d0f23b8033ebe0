/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Arrays;

/**
 * A dense block of a sparse layer: every row of {@link #rows()} has every tap. A tap is one (input channel, kernel
 * position) pair. The weights of a block form one dense {@code taps x rows} panel.
 *
 * <p>The taps of a <em>product</em> block are {@code channels x positions} (HRBP, dense and channel-wise patterns); those
 * of any other block are a list. Tap order is part of the pattern: product taps are ordered channel by channel, then by
 * position, so that the weights of one (group, channel) column are contiguous.
 */
public final class Block {
    private final int[] rows;
    /** One entry per channel of a product block, else one per tap. */
    private final int[] channels;
    /** One entry per position of a product block, else one per tap. */
    private final int[] positions;

    private final boolean product;

    private Block(int[] rows, int[] channels, int[] positions, boolean product) {
        this.rows = rows.clone();
        this.channels = channels.clone();
        this.positions = positions.clone();
        this.product = product;
        if (rows.length == 0) {
            throw new IllegalArgumentException("A block needs at least one row");
        }
    }

    /**
     * A block whose taps are all pairs of the given channels and positions.
     *
     * @param rows output channels of the block, at least one
     * @param channels kept input channels; none means that the rows have no taps
     * @param positions kept kernel positions, at least one if there is a channel
     * @return the block
     * @throws IllegalArgumentException if there is no row, or a channel but no position
     */
    public static Block product(int[] rows, int[] channels, int[] positions) {
        if (channels.length > 0 && positions.length == 0) {
            throw new IllegalArgumentException("A block with channels needs at least one kernel position");
        }
        return new Block(rows, channels, positions, true);
    }

    /**
     * A block with a list of taps.
     *
     * @param rows output channels of the block, at least one
     * @param tapChannels input channel of each tap
     * @param tapPositions kernel position of each tap
     * @return the block
     * @throws IllegalArgumentException if there is no row, or the lists differ in length
     */
    public static Block ofTaps(int[] rows, int[] tapChannels, int[] tapPositions) {
        if (tapChannels.length != tapPositions.length) {
            throw new IllegalArgumentException(
                    tapChannels.length + " tap channels but " + tapPositions.length + " tap positions");
        }
        return new Block(rows, tapChannels, tapPositions, false);
    }

    /**
     * Whether the taps are a product {@code channels x positions}.
     *
     * @return true for a product block
     */
    public boolean isProduct() {
        return product;
    }

    /**
     * Number of rows.
     *
     * @return at least 1
     */
    public int rowCount() {
        return rows.length;
    }

    /**
     * Number of taps.
     *
     * @return 0 or more
     */
    public int tapCount() {
        return product ? channels.length * positions.length : channels.length;
    }

    /**
     * Number of weights.
     *
     * @return {@code rowCount() * tapCount()}
     */
    public int weightCount() {
        return Math.multiplyExact(rowCount(), tapCount());
    }

    /**
     * A row.
     *
     * @param index index in the block
     * @return the output channel
     */
    public int row(int index) {
        return rows[index];
    }

    /**
     * The input channel of a tap.
     *
     * @param tap index in the block
     * @return the input channel
     */
    public int channel(int tap) {
        return product ? channels[tap / positions.length] : channels[tap];
    }

    /**
     * The kernel position of a tap.
     *
     * @param tap index in the block
     * @return the position, {@code y * kernelWidth + x}
     */
    public int position(int tap) {
        return product ? positions[tap % positions.length] : positions[tap];
    }

    /**
     * All rows.
     *
     * @return a copy
     */
    public int[] rows() {
        return rows.clone();
    }

    /**
     * The kept channels of a product block, or the channel of each tap of another.
     *
     * @return a copy
     */
    public int[] channels() {
        return channels.clone();
    }

    /**
     * The kept positions of a product block, or the position of each tap of another.
     *
     * @return a copy
     */
    public int[] positions() {
        return positions.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Block b
                && product == b.product
                && Arrays.equals(rows, b.rows)
                && Arrays.equals(channels, b.channels)
                && Arrays.equals(positions, b.positions);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(rows) + Arrays.hashCode(channels)) + Arrays.hashCode(positions);
    }

    @Override
    public String toString() {
        return "Block[" + rows.length + " rows x " + tapCount() + (product ? " product" : "") + " taps]";
    }
}
