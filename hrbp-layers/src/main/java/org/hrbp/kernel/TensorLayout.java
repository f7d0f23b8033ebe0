/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

/**
 * Batch-innermost layout of activations: element {@code (n, c, h, w)} stands at
 * {@code c * plane + (h * width + w) * batch + n}. A fully connected layer's activations have height and width 1.
 *
 * @param batch number of examples N
 * @param channels number of channels C
 * @param height image height H
 * @param width image width W
 * @param plane elements from one channel to the next, at least {@code H * W * N}
 */
public record TensorLayout(int batch, int channels, int height, int width, int plane) {
    /** Planes of at least this many bytes get the large padding. */
    private static final int LARGE_PLANE_BYTES = 1 << 16;

    /**
     * Checks the sizes.
     *
     * @param batch number of examples
     * @param channels number of channels
     * @param height image height
     * @param width image width
     * @param plane elements from one channel to the next
     * @throws IllegalArgumentException if a size is below 1, planes overlap, or the tensor has 2^31 elements or more
     */
    public TensorLayout {
        if (batch < 1 || channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "Activations [" + batch + ", " + channels + ", " + height + ", " + width + "] have a size below 1");
        }
        if (Math.multiplyExact((long) height * width, (long) batch) > plane) {
            throw new IllegalArgumentException(
                    "A plane of " + plane + " elements cannot hold " + height + " x " + width + " x " + batch);
        }
        if ((long) channels * plane > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Activations [" + batch + ", " + channels + ", " + height + ", " + width
                    + "] have more than 2^31 - 1 elements; use a smaller batch");
        }
    }

    /**
     * The layout that this library gives to new activations. Planes are padded so that the planes of neighbouring
     * channels do not fall on the same cache sets.
     *
     * @param batch number of examples
     * @param channels number of channels
     * @param height image height
     * @param width image width
     * @param elementBytes 4 for float, 8 for double
     * @return the layout
     * @throws IllegalArgumentException if a size is below 1 or the tensor has 2^31 bytes or more, which no buffer addresses
     */
    public static TensorLayout padded(int batch, int channels, int height, int width, int elementBytes) {
        long elements = Math.multiplyExact((long) height * width, (long) batch);
        long bytes = elements * elementBytes;
        long padding = height * width == 1 ? 0 : bytes >= LARGE_PLANE_BYTES ? 2304 : 256;
        long plane = elements + padding / elementBytes;
        if (plane > Integer.MAX_VALUE / elementBytes / Math.max(1, channels)) {
            throw new IllegalArgumentException("Activations [" + batch + ", " + channels + ", " + height + ", " + width
                    + "] take 2 GB or more; use a smaller batch");
        }
        return new TensorLayout(batch, channels, height, width, (int) plane);
    }

    /**
     * Elements of the memory behind the tensor, padding included.
     *
     * @return {@code channels * plane}
     */
    public int elements() {
        return channels * plane;
    }

    /**
     * Elements of one channel that hold values.
     *
     * @return {@code height * width * batch}
     */
    public int planeValues() {
        return height * width * batch;
    }

    /**
     * Where the examples of one pixel start.
     *
     * @param channel channel
     * @param row image row
     * @param column image column
     * @return element index of example 0
     */
    public int index(int channel, int row, int column) {
        return channel * plane + (row * width + column) * batch;
    }
}
