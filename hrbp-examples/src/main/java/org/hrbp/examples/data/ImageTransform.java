/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/**
 * Makes a normalised square out of an image, as torchvision's recipe for ImageNet: for training a random part (8 to 100 % of the
 * area, sides 3:4 to 4:3; the centre if ten draws do not fit) and a flip with probability one half; for testing the centre of the
 * image scaled to 256 pixels for every 224 wanted. Draws depend on seed, epoch and number of the image only.
 *
 * @param size rows and columns of the square
 * @param random whether it is for training
 * @param seed seed of the draws
 */
record ImageTransform(int size, boolean random, long seed) {
    /** Counter stream; {@link Shuffler} and {@link Augmenter} have others. */
    private static final int STREAM = 3;

    private static final int TRIES = 10;
    /** Draws of an image, rounded up. */
    private static final long DRAWS = 64;

    private static final int FLIP = 4 * TRIES;
    private static final double LEAST_AREA = 0.08;
    private static final double LEAST_RATIO = 3.0 / 4;
    private static final double GREATEST_RATIO = 4.0 / 3;

    /** Shorter side of the scaled test image per side of the square. */
    private static final double TEST_SCALE = 256.0 / 224;

    private static final float[] MEAN = {.485f, .456f, .406f};
    private static final float[] STD = {.229f, .224f, .225f};

    int values() {
        return RgbImage.CHANNELS * size * size;
    }

    /** Writes {@code [3, size, size]} from {@code start} on. */
    void write(RgbImage image, int epoch, int i, float[] out, int start) {
        Draws draws = new Draws(seed, epoch, i);
        float[] square = random ? part(image, draws).square(size, size, 0, 0, size) : center(image);
        boolean flip = random && draws.below(2, FLIP) == 1;
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
            float scale = 1 / (255 * STD[c]);
            float shift = -MEAN[c] / STD[c];
            for (int y = 0; y < size; y++) {
                int to = start + (c * size + y) * size;
                for (int x = 0; x < size; x++) {
                    int from = (y * size + (flip ? size - 1 - x : x)) * RgbImage.CHANNELS + c;
                    out[to + x] = square[from] * scale + shift;
                }
            }
        }
    }

    private record Draws(long seed, int epoch, int image) {
        int below(int bound, int what) {
            return Counter.below(bound, seed, STREAM, epoch, DRAWS * image + what);
        }

        double between(double least, double greatest, int what) {
            return least + (greatest - least) * below(Integer.MAX_VALUE, what) / Integer.MAX_VALUE;
        }
    }

    private static Resampler part(RgbImage image, Draws draws) {
        double area = (double) image.width() * image.height();
        for (int t = 0; t < TRIES; t++) {
            double target = area * draws.between(LEAST_AREA, 1, 4 * t);
            double ratio = Math.exp(draws.between(Math.log(LEAST_RATIO), Math.log(GREATEST_RATIO), 4 * t + 1));
            int width = (int) Math.round(Math.sqrt(target * ratio));
            int height = (int) Math.round(Math.sqrt(target / ratio));
            if (width > 0 && width <= image.width() && height > 0 && height <= image.height()) {
                int left = draws.below(image.width() - width + 1, 4 * t + 2);
                int top = draws.below(image.height() - height + 1, 4 * t + 3);
                return new Resampler(image, left, top, width, height);
            }
        }
        return centralPart(image);
    }

    /** The largest part around the centre whose sides are 3:4 to 4:3. */
    private static Resampler centralPart(RgbImage image) {
        int width = (int) Math.min(image.width(), Math.max(1, Math.round(image.height() * GREATEST_RATIO)));
        int height = (int) Math.min(image.height(), Math.max(1, Math.round(image.width() / LEAST_RATIO)));
        return new Resampler(image, (image.width() - width) / 2, (image.height() - height) / 2, width, height);
    }

    private float[] center(RgbImage image) {
        int shorter = (int) Math.round(size * TEST_SCALE);
        double scale = (double) shorter / Math.min(image.width(), image.height());
        boolean wide = image.width() > image.height();
        int width = wide ? Math.max(shorter, (int) (image.width() * scale)) : shorter;
        int height = wide ? shorter : Math.max(shorter, (int) (image.height() * scale));
        int left = (int) Math.rint((width - size) / 2.0);
        int top = (int) Math.rint((height - size) / 2.0);
        return new Resampler(image, 0, 0, image.width(), image.height()).square(width, height, left, top, size);
    }
}
