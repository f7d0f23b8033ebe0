/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * Shape of one layer's weights: rows (output channels) x input channels x kernel positions. A fully connected layer
 * has one position.
 *
 * @param rows output channels, at least 1
 * @param channels input channels, at least 1
 * @param kernelHeight kernel height in positions, at least 1
 * @param kernelWidth kernel width in positions, at least 1
 */
public record WeightShape(int rows, int channels, int kernelHeight, int kernelWidth) {
    /**
     * Checks the sizes.
     *
     * @param rows output channels
     * @param channels input channels
     * @param kernelHeight kernel height in positions
     * @param kernelWidth kernel width in positions
     * @throws IllegalArgumentException if a size is below 1 or the layer has 2^31 weights or more
     */
    public WeightShape {
        if (rows < 1 || channels < 1 || kernelHeight < 1 || kernelWidth < 1) {
            throw new IllegalArgumentException("Weight shape [" + rows + ", " + channels + ", " + kernelHeight + ", "
                    + kernelWidth + "] has a size below 1");
        }
        if ((double) rows * channels * kernelHeight * kernelWidth > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Weight shape [" + rows + ", " + channels + ", " + kernelHeight + ", "
                    + kernelWidth + "] has more than 2^31 - 1 weights");
        }
    }

    /**
     * Shape of a fully connected layer.
     *
     * @param nOut number of outputs
     * @param nIn number of inputs
     * @return the shape {@code [nOut, nIn, 1, 1]}
     */
    public static WeightShape dense(int nOut, int nIn) {
        return new WeightShape(nOut, nIn, 1, 1);
    }

    /**
     * Number of kernel positions.
     *
     * @return {@code kernelHeight * kernelWidth}
     */
    public int positions() {
        return kernelHeight * kernelWidth;
    }

    /**
     * Number of weights of the dense layer.
     *
     * @return {@code rows * channels * positions}
     */
    public int size() {
        return rows * channels * positions();
    }

    @Override
    public String toString() {
        return "[" + rows + ", " + channels + ", " + kernelHeight + ", " + kernelWidth + "]";
    }
}
