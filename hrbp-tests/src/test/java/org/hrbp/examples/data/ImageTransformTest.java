/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageTransformTest {
    private static final float[] MEAN = {.485f, .456f, .406f};
    private static final float[] STD = {.229f, .224f, .225f};

    /** Red is the column, green the row, blue 7. */
    private static RgbImage ramp(int width, int height) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            pixels[3 * i] = (byte) (i % width);
            pixels[3 * i + 1] = (byte) (i / width);
            pixels[3 * i + 2] = 7;
        }
        return new RgbImage(width, height, pixels);
    }

    private static float[] apply(RgbImage image, int size, boolean random, int epoch, int i) {
        ImageTransform transform = new ImageTransform(size, random, 5);
        float[] out = new float[transform.values() + 1];
        transform.write(image, epoch, i, out, 1);
        assertThat(out[0]).isZero();
        return out;
    }

    /** The value in [0, 255] of a normalised one. */
    private static double raw(float[] out, int size, int channel, int y, int x) {
        return 255 * (out[1 + (channel * size + y) * size + x] * STD[channel] + MEAN[channel]);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 9", "9, 1", "224, 224", "30, 50", "50, 30", "33, 1000", "255, 7"})
    void allShapesGiveASquareOfTheImagesValues(int width, int height) {
        for (boolean random : new boolean[] {false, true}) {
            float[] out = apply(ramp(width, height), 8, random, 0, 3);
            for (int y = 0; y < 8; y++) {
                for (int x = 0; x < 8; x++) {
                    assertThat(raw(out, 8, 0, y, x)).isBetween(-1e-3, Math.min(255, width) - 1 + 1e-3);
                    assertThat(raw(out, 8, 2, y, x)).isCloseTo(7, within(1e-3));
                }
            }
        }
    }

    @Test
    void testImagesAreTheCentreOfTheScaledImage() {
        // 512 x 256 for squares of 224: scaled to 512 x 256, so column 144 + x, row 16 + y, one output per input
        byte[] pixels = new byte[3 * 512 * 256];
        for (int i = 0; i < 512 * 256; i++) {
            pixels[3 * i] = (byte) (i % 512 / 2);
            pixels[3 * i + 1] = (byte) (i / 512);
        }
        float[] out = apply(new RgbImage(512, 256, pixels), 224, false, 0, 0);
        for (int k : new int[] {0, 1, 100, 223}) {
            assertThat(raw(out, 224, 0, 5, k)).isCloseTo(Math.floor((144 + k) / 2.0), within(1e-3));
            assertThat(raw(out, 224, 1, k, 9)).isCloseTo(16 + k, within(1e-3));
        }
    }

    @Test
    void aReductionAveragesWithATriangle() {
        // 4 pixels to 2: support 2 around 1 and 3, weights 1 3 3 1 where there are pixels
        float[] out = new Resampler(ramp(4, 1), 0, 0, 4, 1).square(2, 1, 0, 0, 1);
        assertThat(out[0]).isCloseTo((0 * 3 + 1 * 3 + 2 * 1) / 7f, within(1e-5f));
        // an enlargement interpolates: 2 pixels to 4, centres at .25, .75, 1.25, 1.75
        float[] second = new Resampler(ramp(2, 1), 0, 0, 2, 1).square(4, 1, 1, 0, 1);
        assertThat(second[0]).isCloseTo(.25f, within(1e-5f));
    }

    @Test
    void trainingPartsAreFlippedHalfTheTimeAndOfAllSizes() {
        RgbImage image = ramp(200, 150);
        int flips = 0;
        Set<Integer> parts = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            float[] out = apply(image, 16, true, 0, i);
            double left = raw(out, 16, 0, 8, 0);
            double right = raw(out, 16, 0, 8, 15);
            flips += left > right ? 1 : 0;
            double columns = Math.abs(right - left) * 16 / 15;
            double rows = (raw(out, 16, 1, 15, 8) - raw(out, 16, 1, 0, 8)) * 16 / 15;
            assertThat(columns * rows).isBetween(0.05 * 200 * 150, 1.05 * 200 * 150);
            assertThat(columns / rows).isBetween(0.65, 1.5);
            parts.add((int) (columns * rows / 3000));
        }
        assertThat(flips).isBetween(70, 130);
        assertThat(parts).hasSizeGreaterThan(7);
    }

    @Test
    void drawsDependOnEpochAndNumberOnly() {
        RgbImage image = ramp(100, 90);
        assertThat(apply(image, 8, true, 2, 7)).isEqualTo(apply(image, 8, true, 2, 7));
        assertThat(apply(image, 8, true, 2, 7)).isNotEqualTo(apply(image, 8, true, 3, 7));
        assertThat(apply(image, 8, true, 2, 7)).isNotEqualTo(apply(image, 8, true, 2, 8));
        assertThat(apply(image, 8, false, 2, 7)).isEqualTo(apply(image, 8, false, 3, 8));
        assertThat(IntStream.range(0, 20).mapToObj(i -> apply(image, 8, true, 0, i)[1]))
                .doesNotHaveDuplicates();
    }
}
