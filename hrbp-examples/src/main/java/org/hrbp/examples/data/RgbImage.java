/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/** A decoded image. */
final class RgbImage {
    static final int CHANNELS = 3;

    private final int width;
    private final int height;
    private final byte[] pixels;

    /** Takes the array as it is: {@code [height][width][3]} unsigned bytes, red, green and blue. */
    RgbImage(int width, int height, byte[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** For reading only. */
    byte[] pixels() {
        return pixels;
    }
}
