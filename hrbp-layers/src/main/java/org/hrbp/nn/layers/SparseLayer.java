/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.hrbp.kernel.InputGradientForm;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A runtime layer that stores and computes kept weights only. */
public interface SparseLayer {
    /**
     * Which weights exist now.
     *
     * @return the pattern
     */
    default Pattern pattern() {
        return patternState().pattern();
    }

    /**
     * The pattern and the state of its topology updates.
     *
     * @return the state that the parameter {@code I} holds
     */
    PatternState patternState();

    /**
     * Replaces the pattern; the packed weights stay as they are, so slot i then belongs to the new pattern's slot i. Slots behind
     * the new pattern's become zero; such slots, and an encoded pattern shorter than {@code I}, are allowed where the layer's
     * settings give a capacity. The updater's state stays as it is: who takes weights away during training clears theirs, or
     * momentum moves slots that nothing uses.
     *
     * @param state the new pattern and state
     * @throws org.hrbp.pattern.InvalidPatternException if it does not fit the layer; nothing is changed then
     */
    void setPatternState(PatternState state);

    /**
     * Does all of {@link #setPatternState} that can fail, and changes nothing.
     *
     * @param state a pattern and state
     * @throws org.hrbp.pattern.InvalidPatternException if it does not fit the layer
     */
    void checkPatternState(PatternState state);

    /**
     * Asks the next backward pass for the weight gradient at other places than the kept weights: what the stock layer's gradient
     * is there, summed over the same mini-batch. Passes that were not asked compute the kept weights' gradients only. A second
     * request before that pass replaces the first.
     *
     * @param places any pattern of the layer's weight shape, of any structure
     * @throws IllegalArgumentException if the shape differs
     */
    void requestGradient(Pattern places);

    /**
     * Hands over the gradient that {@link #requestGradient} asked for. It is kept until it is taken or the next backward pass
     * begins.
     *
     * @return {@code [1, places.keptCount()]} in the places' slot order, outside workspaces, the caller's to close; null if there
     *     is none
     */
    @Nullable
    INDArray takeRequestedGradient();

    /**
     * The form of the input gradient of blocks that are no products.
     *
     * @return {@code AUTO} unless another was set
     */
    InputGradientForm inputGradientForm();

    /**
     * Sets the form of the input gradient, for measurements. The forms differ in speed and in roundings only. This layer object
     * alone has the setting: files, clones and replicas are without it.
     *
     * @param form the form
     */
    void setInputGradientForm(InputGradientForm form);

    /**
     * The deck's mask: 1 where a weight exists, else 0.
     *
     * @return a new array in the stock layer's shape, {@code [nOut, nIn, kH, kW]} or {@code [nIn, nOut]}
     */
    INDArray mask();

    /**
     * The weights with zeros in place of those that do not exist.
     *
     * @return a new array in the stock layer's shape
     */
    INDArray denseWeights();

    /**
     * Takes the kept weights out of a dense array; the others are ignored.
     *
     * @param dense an array in the stock layer's shape
     * @throws IllegalArgumentException if the shape differs
     */
    void setDenseWeights(INDArray dense);
}
