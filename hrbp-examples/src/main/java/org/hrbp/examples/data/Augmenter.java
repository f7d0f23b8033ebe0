/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.Arrays;

/**
 * Writes an image as normalised floats: zero padded to the size asked for and, if augmenting, a random crop out of the
 * image padded by 4 and a flip with probability one half, as in the common CIFAR recipe. Padding is the raw value 0,
 * before normalisation.
 */
final class Augmenter {
    private static final int CROP_PAD = 4;
    /** Counter stream of the augmentation; {@link Shuffler} has another. */
    private static final int STREAM = 2;

    private final ImageData data;
    private final boolean random;
    private final long seed;
    private final int height;
    private final int width;
    private final int top;
    private final int left;
    /** Normalised value of each byte, per channel. */
    private final float[][] table;

    /** {@code padTo} is the least height and width of the result. */
    Augmenter(ImageData data, boolean random, long seed, int padTo) {
        this.data = data;
        this.random = random;
        this.seed = seed;
        this.height = Math.max(data.height(), padTo);
        this.width = Math.max(data.width(), padTo);
        this.top = (height - data.height()) / 2;
        this.left = (width - data.width()) / 2;
        this.table = table(data.mean(), data.std());
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int size() {
        return data.channels() * height * width;
    }

    /** Writes image {@code i} of the epoch as {@code [channels, height, width]} from {@code start} on. */
    void write(int i, int epoch, float[] out, int start) {
        int down = top;
        int right = left;
        boolean flip = false;
        if (random) {
            down += CROP_PAD - draw(2 * CROP_PAD + 1, epoch, i, 0);
            right += CROP_PAD - draw(2 * CROP_PAD + 1, epoch, i, 1);
            flip = draw(2, epoch, i, 2) == 1;
        }
        for (int c = 0; c < table.length; c++) {
            float[] values = table[c];
            int plane = start + c * height * width;
            Arrays.fill(out, plane, plane + height * width, values[0]);
            int source = data.offset(i) + c * data.height() * data.width();
            writePlane(values, source, down, right, out, plane);
            if (flip) {
                mirror(out, plane);
            }
        }
    }

    /** Draws the image with its top left corner at (down, right), which may lie outside. */
    private void writePlane(float[] values, int source, int down, int right, float[] out, int plane) {
        byte[] pixels = data.pixels();
        int firstX = Math.max(0, right);
        int endX = Math.min(width, right + data.width());
        int endY = Math.min(height, down + data.height());
        for (int y = Math.max(0, down); y < endY; y++) {
            int from = source + (y - down) * data.width() - right;
            int to = plane + y * width;
            for (int x = firstX; x < endX; x++) {
                out[to + x] = values[pixels[from + x] & 0xff];
            }
        }
    }

    private void mirror(float[] out, int plane) {
        for (int row = plane; row < plane + height * width; row += width) {
            for (int a = row, b = row + width - 1; a < b; a++, b--) {
                float value = out[a];
                out[a] = out[b];
                out[b] = value;
            }
        }
    }

    private int draw(int bound, int epoch, int i, int what) {
        return Counter.below(bound, seed, STREAM, epoch, 3L * i + what);
    }

    private static float[][] table(float[] mean, float[] std) {
        float[][] table = new float[mean.length][256];
        for (int c = 0; c < mean.length; c++) {
            for (int v = 0; v < 256; v++) {
                table[c][v] = (v / 255f - mean[c]) / std[c];
            }
        }
        return table;
    }
}
