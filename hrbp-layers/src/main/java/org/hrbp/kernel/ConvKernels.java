/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The three passes of one sparse convolution, prepared for one {@link ConvPlan}. Weights are in the slot order of the
 * pattern. Not safe for concurrent calls on one instance: a layer owns its own.
 */
public interface ConvKernels {
    /**
     * Forward pass, {@code y = W x + b}. Overwrites y.
     *
     * @param x input in the plan's input layout
     * @param weights kept weights, {@code pattern.keptCount()} elements
     * @param bias one element per output channel, or null
     * @param y output in the plan's output layout
     */
    void forward(Memory x, Memory weights, @Nullable Memory bias, Memory y);

    /**
     * Gradient with respect to the input. Overwrites dx.
     *
     * @param dy gradient with respect to the output
     * @param weights kept weights
     * @param dx gradient with respect to the input
     */
    void inputGradient(Memory dy, Memory weights, Memory dx);

    /**
     * Gradient with respect to the kept weights, summed over batch and pixels. Overwrites dw.
     *
     * @param x input
     * @param dy gradient with respect to the output
     * @param dw gradient of each kept weight, in slot order
     */
    void weightGradient(Memory x, Memory dy, Memory dw);
}
