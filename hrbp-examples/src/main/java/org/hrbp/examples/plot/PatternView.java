/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.plot;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.util.HashMap;
import java.util.Map;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;

/**
 * The deck's pictures of a pattern: one pixel per weight, white where it does not exist, one of eight colours by its block.
 * Forward, {@code W}: a line per row (output channel), a column per tap, channel by channel. Backward, {@code W'} of the input
 * gradient in its gather form: a line per input channel, a column per (row, kernel position turned by 180 degrees), row by row.
 * Regrouped, the rows stand in the order of the blocks instead of their own; a row of several blocks where its first one is.
 */
public enum PatternView {
    /** {@code W}, rows in their own order. */
    FORWARD(false, false),
    /** {@code W}, rows in the order of the blocks. */
    FORWARD_REGROUPED(false, true),
    /** {@code W'}, rows in their own order. */
    BACKWARD(true, false),
    /** {@code W'}, rows in the order of the blocks. */
    BACKWARD_REGROUPED(true, true);

    private static final int MAX_PIXELS = 1 << 28;
    /** The first is for what does not exist. */
    private static final int[] COLOURS = {
        0xFFFFFF, 0x1F77B4, 0xFF7F0E, 0x2CA02C, 0xD62728, 0x9467BD, 0x8C564B, 0xE377C2, 0x17BECF
    };

    private final boolean backward;
    private final boolean regrouped;

    PatternView(boolean backward, boolean regrouped) {
        this.backward = backward;
        this.regrouped = regrouped;
    }

    /**
     * Draws a pattern.
     *
     * @param pattern the pattern
     * @return forward {@code channels * positions} wide and {@code rows} high; backward {@code rows * positions} wide and {@code
     *     channels} high
     * @throws IllegalArgumentException if the layer has more than 2^28 weights
     */
    public BufferedImage draw(Pattern pattern) {
        WeightShape shape = pattern.shape();
        if (shape.size() > MAX_PIXELS) {
            throw new IllegalArgumentException("A picture of " + shape + " would have more than 2^28 pixels");
        }
        int width = (backward ? shape.rows() : shape.channels()) * shape.positions();
        int height = backward ? shape.channels() : shape.rows();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, palette());
        int blocksBefore = 0;
        Map<Integer, Integer> places = new HashMap<>();
        for (Block block : pattern.blocks()) {
            int colour = 1 + blocksBefore++ % (COLOURS.length - 1);
            for (int r = 0; r < block.rowCount(); r++) {
                int row = block.row(r);
                places.putIfAbsent(row, places.size());
                draw(image, block, regrouped ? places.getOrDefault(row, row) : row, shape.positions(), colour);
            }
        }
        return image;
    }

    private void draw(BufferedImage image, Block block, int row, int positions, int colour) {
        for (int t = 0; t < block.tapCount(); t++) {
            int channel = block.channel(t);
            int position = block.position(t);
            if (backward) {
                image.getRaster().setSample(row * positions + positions - 1 - position, channel, 0, colour);
            } else {
                image.getRaster().setSample(channel * positions + position, row, 0, colour);
            }
        }
    }

    private static IndexColorModel palette() {
        return new IndexColorModel(
                Byte.SIZE, COLOURS.length, COLOURS, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
    }

    /**
     * The view in the name of a file.
     *
     * @return such as {@code forward-regrouped}
     */
    public String fileName() {
        return (backward ? "backward" : "forward") + (regrouped ? "-regrouped" : "");
    }
}
