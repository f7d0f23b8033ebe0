/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Labelled images in memory as unsigned bytes {@code [count][channels * height * width]}, with the mean and standard
 * deviation per channel (of pixel values divided by 255) that normalise them.
 */
public final class ImageData {
    private final String name;
    private final int count;
    private final int channels;
    private final int height;
    private final int width;
    private final int classes;
    private final byte[] pixels;
    private final int[] labels;
    private final float[] mean;
    private final float[] std;

    /**
     * Takes the arrays as they are; they must not be changed afterwards.
     *
     * @param name name of the set
     * @param channels channels of an image
     * @param height rows of an image
     * @param width columns of an image
     * @param classes number of classes
     * @param pixels the images, {@code labels.length * channels * height * width} values
     * @param labels a class in {@code [0, classes)} for each image
     * @param mean mean of each channel
     * @param std standard deviation of each channel, above 0
     * @throws IllegalArgumentException if lengths do not fit or a label is out of range
     */
    public ImageData(
            String name,
            int channels,
            int height,
            int width,
            int classes,
            byte[] pixels,
            int[] labels,
            float[] mean,
            float[] std) {
        if (pixels.length != (long) labels.length * channels * height * width) {
            throw new IllegalArgumentException(name + ": " + pixels.length + " pixel values do not make "
                    + labels.length + " images of " + channels + "x" + height + "x" + width);
        }
        if (mean.length != channels || std.length != channels) {
            throw new IllegalArgumentException(name + ": mean and std need " + channels + " values");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        name + ": label " + labels[i] + " of image " + i + " is not in [0, " + classes + ")");
            }
        }
        this.name = name;
        this.count = labels.length;
        this.channels = channels;
        this.height = height;
        this.width = width;
        this.classes = classes;
        this.pixels = pixels;
        this.labels = labels;
        this.mean = mean.clone();
        this.std = std.clone();
    }

    private ImageData(ImageData from, int count) {
        this.name = from.name;
        this.count = count;
        this.channels = from.channels;
        this.height = from.height;
        this.width = from.width;
        this.classes = from.classes;
        this.pixels = from.pixels;
        this.labels = from.labels;
        this.mean = from.mean;
        this.std = from.std;
    }

    /**
     * Returns the first images; the pixels are shared, not copied.
     *
     * @param n number of images, at least 1
     * @return the first {@code n} images, or all if there are fewer
     * @throws IllegalArgumentException if {@code n} is below 1
     */
    public ImageData limit(int n) {
        if (n < 1) {
            throw new IllegalArgumentException(name + ": a limit of " + n + " images is below 1");
        }
        return n >= count ? this : new ImageData(this, n);
    }

    /**
     * Returns randomly chosen images of every class, class by class.
     *
     * @param perClass images of each class, at least 1; all of a class that has fewer
     * @param seed seed of the choice
     * @return a copy of these images
     * @throws IllegalArgumentException if the number is below 1
     */
    public ImageData sample(int perClass, long seed) {
        if (perClass < 1) {
            throw new IllegalArgumentException(name + ": " + perClass + " images of each class are below 1");
        }
        int[] chosen = new int[Math.toIntExact(Math.min(count, (long) perClass * classes))];
        int n = 0;
        for (int c = 0; c < classes; c++) {
            int label = c;
            int[] all =
                    IntStream.range(0, count).filter(i -> labels[i] == label).toArray();
            SplittableRandom random = new SplittableRandom(seed + c);
            for (int i = 0; i < Math.min(perClass, all.length); i++) {
                int j = random.nextInt(i, all.length);
                int image = all[j];
                all[j] = all[i];
                chosen[n++] = image;
            }
        }
        return copyOf(Arrays.copyOf(chosen, n));
    }

    private ImageData copyOf(int[] chosen) {
        int size = channels * height * width;
        byte[] some = new byte[chosen.length * size];
        int[] classesOfSome = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(pixels, offset(chosen[i]), some, i * size, size);
            classesOfSome[i] = labels[chosen[i]];
        }
        return new ImageData(name, channels, height, width, classes, some, classesOfSome, mean, std);
    }

    /**
     * Returns the name of the set.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the number of images.
     *
     * @return the number of images
     */
    public int count() {
        return count;
    }

    /**
     * Returns the channels of an image.
     *
     * @return the channels
     */
    public int channels() {
        return channels;
    }

    /**
     * Returns the rows of an image.
     *
     * @return the height
     */
    public int height() {
        return height;
    }

    /**
     * Returns the columns of an image.
     *
     * @return the width
     */
    public int width() {
        return width;
    }

    /**
     * Returns the number of classes.
     *
     * @return the number of classes
     */
    public int classes() {
        return classes;
    }

    /**
     * Returns the class of an image.
     *
     * @param i index of the image
     * @return its class
     */
    public int label(int i) {
        return labels[checked(i)];
    }

    /**
     * Returns a copy of an image.
     *
     * @param i index of the image
     * @return {@code channels * height * width} unsigned bytes, channel by channel, row by row
     */
    public byte[] image(int i) {
        int start = offset(i);
        return Arrays.copyOfRange(pixels, start, start + channels * height * width);
    }

    /**
     * Returns the mean of each channel, of values in [0, 1].
     *
     * @return a copy
     */
    public float[] mean() {
        return mean.clone();
    }

    /**
     * Returns the standard deviation of each channel, of values in [0, 1].
     *
     * @return a copy
     */
    public float[] std() {
        return std.clone();
    }

    /** All pixels, for reading only; image {@code i} starts at {@link #offset}. */
    byte[] pixels() {
        return pixels;
    }

    int offset(int i) {
        return checked(i) * channels * height * width;
    }

    private int checked(int i) {
        if (i < 0 || i >= count) {
            throw new IndexOutOfBoundsException(name + ": image " + i + " of " + count);
        }
        return i;
    }
}
