/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;

/** Taps of one block that are a product of channels and positions, all of them or those of one position. */
final class Rectangle {
    /** Index of the block. */
    final int block;

    final int[] channels;
    final int[] positions;

    /** Index in the block of each tap, channel by channel. */
    private final int[] taps;

    private Rectangle(int block, int[] channels, int[] positions, int[] taps) {
        this.block = block;
        this.channels = channels;
        this.positions = positions;
        this.taps = taps;
    }

    /** Product blocks as they are, and blocks that are scattered position by position. */
    static List<Rectangle> of(Pattern pattern, InputGradientForm form) {
        List<Rectangle> all = new ArrayList<>();
        for (int b = 0; b < pattern.blocks().size(); b++) {
            Block block = pattern.blocks().get(b);
            int[] taps = IntStream.range(0, block.tapCount()).toArray();
            if (block.isProduct() && taps.length > 0) {
                all.add(new Rectangle(b, block.channels(), block.positions(), taps));
            }
            int positions = form.scatters(block) ? pattern.shape().positions() : 0;
            for (int p = 0; p < positions; p++) {
                int position = p;
                int[] its = Arrays.stream(taps)
                        .filter(t -> block.position(t) == position)
                        .toArray();
                if (its.length > 0) {
                    int[] channels = Arrays.stream(its).map(block::channel).toArray();
                    all.add(new Rectangle(b, channels, new int[] {position}, its));
                }
            }
        }
        return all;
    }

    /** Index in the block of the tap of a channel and a position, both counted in this rectangle. */
    int tap(int channel, int position) {
        return taps[channel * positions.length + position];
    }
}
