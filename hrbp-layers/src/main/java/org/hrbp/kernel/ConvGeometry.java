/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

/**
 * How a kernel window moves over an image. Output pixel {@code (h, w)} and kernel position {@code (y, x)} read input pixel
 * {@code (h * strideHeight + y * dilationHeight - padTop, w * strideWidth + x * dilationWidth - padLeft)}; pixels outside
 * the image are zero.
 *
 * @param kernelHeight kernel height
 * @param kernelWidth kernel width
 * @param strideHeight vertical stride
 * @param strideWidth horizontal stride
 * @param padTop rows of zeros above the image
 * @param padLeft columns of zeros left of the image
 * @param dilationHeight vertical dilation
 * @param dilationWidth horizontal dilation
 */
public record ConvGeometry(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padLeft,
        int dilationHeight,
        int dilationWidth) {
    /** The geometry of a fully connected layer. */
    public static final ConvGeometry POINT = new ConvGeometry(1, 1, 1, 1, 0, 0, 1, 1);

    /**
     * Input row that an output row reads through a kernel row.
     *
     * @param outputRow output row
     * @param kernelRow kernel row
     * @return input row, possibly outside the image
     */
    public int inputRow(int outputRow, int kernelRow) {
        return outputRow * strideHeight + kernelRow * dilationHeight - padTop;
    }

    /**
     * Input column that an output column reads through a kernel column.
     *
     * @param outputColumn output column
     * @param kernelColumn kernel column
     * @return input column, possibly outside the image
     */
    public int inputColumn(int outputColumn, int kernelColumn) {
        return outputColumn * strideWidth + kernelColumn * dilationWidth - padLeft;
    }
}
