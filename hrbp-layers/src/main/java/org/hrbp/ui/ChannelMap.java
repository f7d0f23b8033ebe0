/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.util.List;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;

/** How many kernel positions every block of a pattern keeps of every input channel. */
final class ChannelMap {
    private final int channels;
    private final int[] rowCounts;
    private final short[] taps;

    ChannelMap(int channels, int[] rowCounts, short[] taps) {
        this.channels = channels;
        this.rowCounts = rowCounts.clone();
        this.taps = taps.clone();
    }

    static ChannelMap of(Pattern pattern) {
        List<Block> blocks = pattern.blocks();
        int channels = pattern.shape().channels();
        short[] taps = new short[Math.multiplyExact(blocks.size(), channels)];
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            for (int t = 0; t < block.tapCount(); t++) {
                taps[b * channels + block.channel(t)]++;
            }
        }
        return new ChannelMap(
                channels, blocks.stream().mapToInt(Block::rowCount).toArray(), taps);
    }

    int channels() {
        return channels;
    }

    int blocks() {
        return rowCounts.length;
    }

    int rowCount(int block) {
        return rowCounts[block];
    }

    /** Kept positions of a channel in the rows of a block. */
    int taps(int block, int channel) {
        return taps[block * channels + channel];
    }

    int[] rowCounts() {
        return rowCounts.clone();
    }

    short[] taps() {
        return taps.clone();
    }
}
