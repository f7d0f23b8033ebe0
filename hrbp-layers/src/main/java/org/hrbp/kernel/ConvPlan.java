/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import org.hrbp.pattern.Pattern;

/**
 * Everything that fixes the work of one sparse convolution: which weights exist, how the window moves, and the layouts of
 * its input and output. A fully connected layer is a convolution of 1 x 1 images.
 *
 * @param pattern which weights exist; {@code pattern.shape()} is [out channels, in channels, kernel height, kernel width]
 * @param geometry how the window moves
 * @param input layout of the input and of its gradient
 * @param output layout of the output and of its gradient
 * @param form how the input gradient of blocks that are no products is computed
 */
public record ConvPlan(
        Pattern pattern, ConvGeometry geometry, TensorLayout input, TensorLayout output, InputGradientForm form) {
    /**
     * Checks that the parts fit.
     *
     * @param pattern which weights exist
     * @param geometry how the window moves
     * @param input layout of the input
     * @param output layout of the output
     * @param form how the input gradient of blocks that are no products is computed
     * @throws IllegalArgumentException if channels, kernel size or batch differ
     */
    public ConvPlan {
        if (pattern.shape().channels() != input.channels()
                || pattern.shape().rows() != output.channels()
                || pattern.shape().kernelHeight() != geometry.kernelHeight()
                || pattern.shape().kernelWidth() != geometry.kernelWidth()
                || input.batch() != output.batch()) {
            throw new IllegalArgumentException(
                    "Pattern " + pattern + " does not fit input " + input + ", output " + output + " and " + geometry);
        }
    }

    /**
     * A plan whose input gradient takes the faster form.
     *
     * @param pattern which weights exist
     * @param geometry how the window moves
     * @param input layout of the input
     * @param output layout of the output
     * @throws IllegalArgumentException if channels, kernel size or batch differ
     */
    public ConvPlan(Pattern pattern, ConvGeometry geometry, TensorLayout input, TensorLayout output) {
        this(pattern, geometry, input, output, InputGradientForm.AUTO);
    }

    /**
     * The same work with the input gradient in another form.
     *
     * @param other the form
     * @return the plan
     */
    public ConvPlan with(InputGradientForm other) {
        return new ConvPlan(pattern, geometry, input, output, other);
    }

    /**
     * Multiply-adds of one pass over the whole batch, borders counted as if they were inside.
     *
     * @return kept weights times output pixels times batch
     */
    public long multiplyAdds() {
        return (long) pattern.keptCount() * output.planeValues();
    }
}
