/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/** A decoded image: {@code [height][width][3]} unsigned bytes, red, green and blue. */
record RgbImage(int width, int height, byte[] pixels) {
    static final int CHANNELS = 3;
}
