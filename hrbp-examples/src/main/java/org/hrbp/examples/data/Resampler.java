/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/**
 * Bilinear resampling of a part of an image, with a filter that widens with the reduction (no aliasing), as Pillow's; values are
 * not rounded to bytes on the way. Pixels outside the part have no influence.
 *
 * @param image the image
 * @param left first column of the part
 * @param top first row of the part
 * @param width columns of the part
 * @param height rows of the part
 */
record Resampler(RgbImage image, int left, int top, int width, int height) {
    /** First input and weights of each output along one axis. */
    private static final class Taps {
        private final int[] first;
        private final float[][] weights;

        private Taps(int count) {
            first = new int[count];
            weights = new float[count][];
        }

        /** The outputs {@code [from, from + count)} of {@code out} from {@code in} inputs. */
        static Taps of(int in, int out, int from, int count) {
            double scale = (double) in / out;
            double support = Math.max(1, scale);
            Taps taps = new Taps(count);
            for (int i = 0; i < count; i++) {
                double center = (from + i + 0.5) * scale;
                taps.first[i] = Math.max(0, (int) (center - support + 0.5));
                int end = Math.min(in, (int) (center + support + 0.5));
                taps.weights[i] = triangle(taps.first[i], end, center, support);
            }
            return taps;
        }

        private static float[] triangle(int first, int end, double center, double support) {
            float[] weights = new float[end - first];
            double sum = 0;
            for (int k = 0; k < weights.length; k++) {
                double weight = Math.max(0, 1 - Math.abs(first + k + 0.5 - center) / support);
                weights[k] = (float) weight;
                sum += weight;
            }
            for (int k = 0; k < weights.length; k++) {
                weights[k] = (float) (weights[k] / sum);
            }
            return weights;
        }

        int end(int i) {
            return first[i] + weights[i].length;
        }
    }

    /**
     * Resamples the part to {@code outWidth x outHeight} and cuts a square out of it.
     *
     * @param x first column of the square
     * @param y first row of the square
     * @param size its columns and rows
     * @return {@code [size][size][3]} values in [0, 255]
     */
    float[] square(int outWidth, int outHeight, int x, int y, int size) {
        Taps columns = Taps.of(width, outWidth, x, size);
        Taps rows = Taps.of(height, outHeight, y, size);
        int firstRow = rows.first[0];
        float[] narrow = horizontal(columns, firstRow, rows.end(size - 1), size);
        int line = size * RgbImage.CHANNELS;
        float[] out = new float[size * line];
        for (int i = 0; i < size; i++) {
            float[] weights = rows.weights[i];
            for (int k = 0; k < weights.length; k++) {
                int from = (rows.first[i] + k - firstRow) * line;
                float weight = weights[k];
                for (int j = 0; j < line; j++) {
                    out[i * line + j] += weight * narrow[from + j];
                }
            }
        }
        return out;
    }

    private float[] horizontal(Taps columns, int firstRow, int endRow, int size) {
        float[] out = new float[(endRow - firstRow) * size * RgbImage.CHANNELS];
        byte[] pixels = image.pixels();
        int to = 0;
        for (int row = firstRow; row < endRow; row++) {
            int line = ((top + row) * image.width() + left) * RgbImage.CHANNELS;
            for (int j = 0; j < size; j++) {
                float red = 0;
                float green = 0;
                float blue = 0;
                int from = line + columns.first[j] * RgbImage.CHANNELS;
                for (float weight : columns.weights[j]) {
                    red += weight * (pixels[from] & 0xff);
                    green += weight * (pixels[from + 1] & 0xff);
                    blue += weight * (pixels[from + 2] & 0xff);
                    from += RgbImage.CHANNELS;
                }
                out[to++] = red;
                out[to++] = green;
                out[to++] = blue;
            }
        }
        return out;
    }
}
