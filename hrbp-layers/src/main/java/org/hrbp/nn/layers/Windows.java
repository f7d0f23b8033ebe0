/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.util.ConvolutionUtils;
import org.hrbp.kernel.ConvGeometry;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How the window of a convolution or pooling layer moves over its input, by DL4J's rules for the convolution modes. */
final class Windows {
    private Windows() {}

    /** Height and width of the output; x is {@code [N, C, H, W]}. */
    static int[] outputSize(
            INDArray x, int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
        int[] given = mode == ConvolutionMode.Same ? null : padding;
        return ConvolutionUtils.getOutputSize(x, kernel, stride, given, mode, dilation, CNN2DFormat.NCHW);
    }

    static ConvGeometry geometry(
            INDArray x, int[] out, int[] kernel, int[] stride, int[] padding, int[] dilation, ConvolutionMode mode) {
        int[] in = {(int) x.size(2), (int) x.size(3)};
        int[] pad = mode == ConvolutionMode.Same
                ? ConvolutionUtils.getSameModeTopLeftPadding(out, in, kernel, stride, dilation)
                : padding;
        return new ConvGeometry(kernel[0], kernel[1], stride[0], stride[1], pad[0], pad[1], dilation[0], dilation[1]);
    }
}
