/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Which weights of one layer exist: a list of {@linkplain Block blocks} that have every row of the layer. As a rule their rows
 * partition the layer's rows; a row may be in several blocks that have no tap in common (Grouping with left-overs).
 *
 * <p>A <em>slot</em> is the place of a kept weight in packed storage: block by block, tap by tap, rows innermost. Slot
 * {@code blockOffset(b) + t * rowCount + r} holds the weight of row {@code r} and tap {@code t} of block {@code b}.
 * Immutable; equal patterns have equal blocks in the same order.
 */
public final class Pattern {
    private final WeightShape shape;
    private final List<Block> blocks;
    private final int[] offsets;
    /** Whether some row is in several blocks. */
    private final boolean sharedRows;

    /**
     * Makes a pattern and checks it.
     *
     * @param shape shape of the dense weights
     * @param blocks the blocks, which have all rows {@code 0 .. shape.rows() - 1}
     * @throws IllegalArgumentException if a row is missing or out of range, a channel or position is out of range, a block
     *     repeats a row or a tap, two blocks have a weight in common, or no weight is kept
     */
    public Pattern(WeightShape shape, List<Block> blocks) {
        this.shape = shape;
        this.blocks = List.copyOf(blocks);
        this.offsets = new int[blocks.size() + 1];
        BitSet seen = new BitSet(shape.rows());
        boolean shared = false;
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            BitSet rows = checkRows(block, b);
            shared |= rows.intersects(seen);
            seen.or(rows);
            checkTaps(block, b);
            offsets[b + 1] = Math.addExact(offsets[b], block.weightCount());
        }
        this.sharedRows = shared;
        if (shared) {
            checkNoneTwice();
        }
        if (seen.cardinality() != shape.rows()) {
            throw new IllegalArgumentException(
                    "Row " + seen.nextClearBit(0) + " is in no block of a pattern with " + shape.rows() + " rows");
        }
        if (keptCount() == 0) {
            throw new IllegalArgumentException("A pattern of shape " + shape + " keeps no weight; it needs at least 1");
        }
    }

    private BitSet checkRows(Block block, int index) {
        BitSet rows = new BitSet(shape.rows());
        for (int i = 0; i < block.rowCount(); i++) {
            int row = block.row(i);
            if (row < 0 || row >= shape.rows()) {
                throw new IllegalArgumentException(
                        "Row " + row + " of block " + index + " is not in 0.." + (shape.rows() - 1));
            }
            if (rows.get(row)) {
                throw new IllegalArgumentException("Row " + row + " stands twice in block " + index);
            }
            rows.set(row);
        }
        return rows;
    }

    private void checkNoneTwice() {
        BitSet seen = new BitSet(shape.size());
        int[] dense = denseIndices();
        for (int index : dense) {
            if (seen.get(index)) {
                int taps = shape.channels() * shape.positions();
                throw new IllegalArgumentException("Tap (" + index % taps / shape.positions() + ", "
                        + index % shape.positions() + ") of row " + index / taps + " is in two blocks");
            }
            seen.set(index);
        }
    }

    private void checkTaps(Block block, int index) {
        BitSet seen = new BitSet();
        int positions = shape.positions();
        for (int t = 0; t < block.tapCount(); t++) {
            int channel = block.channel(t);
            int position = block.position(t);
            if (channel < 0 || channel >= shape.channels()) {
                throw new IllegalArgumentException(
                        "Channel " + channel + " of block " + index + " is not in 0.." + (shape.channels() - 1));
            }
            if (position < 0 || position >= positions) {
                throw new IllegalArgumentException(
                        "Kernel position " + position + " of block " + index + " is not in 0.." + (positions - 1));
            }
            int tap = channel * positions + position;
            if (seen.get(tap)) {
                throw new IllegalArgumentException(
                        "Tap (" + channel + ", " + position + ") stands twice in block " + index);
            }
            seen.set(tap);
        }
    }

    /**
     * A place holder: the smallest pattern whose weights and encoding have room, the first tap of the first row where that
     * fits, else the first tap of every row.
     *
     * @param shape shape of the dense weights
     * @param weights most weights
     * @param words most words of the encoded pattern, header included
     * @return the pattern
     * @throws IllegalArgumentException if no pattern fits
     */
    public static Pattern smallest(WeightShape shape, int weights, int words) {
        int[] first = {0};
        int[] none = {};
        int[] rows = IntStream.range(0, shape.rows()).toArray();
        Pattern smallest = new Pattern(shape, List.of(Block.ofTaps(rows, first, first)));
        if (rows.length > 1) {
            Block one = Block.ofTaps(first, first, first);
            Block rest = Block.ofTaps(Arrays.copyOfRange(rows, 1, rows.length), none, none);
            Pattern split = new Pattern(shape, List.of(one, rest));
            smallest = PatternCodec.HEADER_LENGTH + split.indexEntries() <= words ? split : smallest;
        }
        int needed = PatternCodec.HEADER_LENGTH + smallest.indexEntries();
        if (weights < smallest.keptCount() || words < needed) {
            throw new IllegalArgumentException("Weight capacity " + weights + " and pattern capacity " + words
                    + " have no room for a pattern of shape " + shape + "; the smallest needs " + smallest.keptCount()
                    + " and " + needed);
        }
        return smallest;
    }

    /**
     * Shape of the dense weights.
     *
     * @return the shape
     */
    public WeightShape shape() {
        return shape;
    }

    /**
     * The blocks in storage order.
     *
     * @return an unmodifiable list
     */
    public List<Block> blocks() {
        return blocks;
    }

    /**
     * First slot of a block.
     *
     * @param block index of the block
     * @return the slot of its first weight
     */
    public int blockOffset(int block) {
        return offsets[block];
    }

    /**
     * Number of kept weights.
     *
     * @return at least 1
     */
    public int keptCount() {
        return offsets[offsets.length - 1];
    }

    /**
     * Kept weights over all weights.
     *
     * @return the density in (0, 1]
     */
    public double density() {
        return (double) keptCount() / shape.size();
    }

    /**
     * Where each kept weight stands in the dense weights.
     *
     * @return for each slot the index {@code (row * channels + channel) * positions + position}
     */
    public int[] denseIndices() {
        int[] dense = new int[keptCount()];
        int slot = 0;
        for (Block block : blocks) {
            for (int t = 0; t < block.tapCount(); t++) {
                int tap = block.channel(t) * shape.positions() + block.position(t);
                for (int r = 0; r < block.rowCount(); r++) {
                    dense[slot++] = block.row(r) * shape.channels() * shape.positions() + tap;
                }
            }
        }
        return dense;
    }

    /**
     * The paper's mask: one flag per dense weight.
     *
     * @return flags in the order row, channel, position
     */
    public boolean[] toMask() {
        boolean[] mask = new boolean[shape.size()];
        for (int index : denseIndices()) {
            mask[index] = true;
        }
        return mask;
    }

    /**
     * Number of input channels that no tap uses.
     *
     * @return 0 or more, below the number of channels
     */
    public int deadChannels() {
        BitSet live = new BitSet(shape.channels());
        for (Block block : blocks) {
            live.or(channelsOf(block));
        }
        return shape.channels() - live.cardinality();
    }

    /**
     * Share of the (row, channel) kernels that keep no weight.
     *
     * @return a number in [0, 1)
     */
    public double zeroKernelShare() {
        return 1 - liveKernels() / ((double) shape.rows() * shape.channels());
    }

    private long liveKernels() {
        BitSet live = new BitSet();
        long count = 0;
        for (Block block : blocks) {
            BitSet channels = channelsOf(block);
            count += (long) block.rowCount() * channels.cardinality();
            for (int r = 0; sharedRows && r < block.rowCount(); r++) {
                int first = block.row(r) * shape.channels();
                channels.stream().forEach(channel -> live.set(first + channel));
            }
        }
        return sharedRows ? live.cardinality() : count;
    }

    private static BitSet channelsOf(Block block) {
        BitSet channels = new BitSet();
        for (int channel : block.channels()) {
            channels.set(channel);
        }
        return channels;
    }

    /**
     * Entries of the encoded pattern beyond its header, see {@link PatternCodec}.
     *
     * @return at least 1
     */
    public int indexEntries() {
        long entries = 0;
        for (Block block : blocks) {
            entries += PatternCodec.length(block);
        }
        return Math.toIntExact(entries);
    }

    /**
     * Memory of the index: its entries as {@code float}.
     *
     * @return bytes
     */
    public long indexBytes() {
        return (long) Float.BYTES * indexEntries();
    }

    /**
     * A checksum of shape and blocks; equal patterns have equal checksums.
     *
     * @return CRC-32 of the content
     */
    public int checksum() {
        CRC32 crc = new CRC32();
        PatternCodec.update(crc, shape.rows(), shape.channels(), shape.kernelHeight(), shape.kernelWidth());
        for (Block block : blocks) {
            PatternCodec.update(crc, block.isProduct() ? 0 : 1, block.rowCount(), block.channels().length);
            PatternCodec.update(crc, block.rows());
            PatternCodec.update(crc, block.channels());
            PatternCodec.update(crc, block.positions());
        }
        return (int) crc.getValue();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pattern p && shape.equals(p.shape) && blocks.equals(p.blocks);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + blocks.hashCode();
    }

    @Override
    public String toString() {
        return "Pattern[" + shape + ", " + blocks.size() + " blocks, " + keptCount() + " weights]";
    }
}
