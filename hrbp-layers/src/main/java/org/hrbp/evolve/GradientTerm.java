/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

/** What a method adds to the gradients of the kept weights in every step, and how it wants them to start. */
public interface GradientTerm {
    /**
     * The numbers to add to a layer's gradients. They depend on the arguments alone, not on storage order.
     *
     * @param layer name of the layer
     * @param denseIndices place of each kept weight, {@link org.hrbp.pattern.Pattern#denseIndices()}; not copied
     * @param step training step
     * @param progress share of the training that is done, in [0, 1]
     * @param seed the seed given to {@link DstMethod#plan}
     * @return one number per slot, made when asked for
     * @throws IllegalArgumentException if progress is out of range
     */
    Values at(String layer, int[] denseIndices, long step, double progress, long seed);

    /**
     * The kept weights that training is to start from.
     *
     * @param layer name of the layer
     * @param denseIndices place of each kept weight; not copied
     * @param weights the initial weights as the layer's initializer made them; not copied
     * @param seed the seed given to {@link DstMethod#plan}
     * @return one number per slot, made when asked for
     */
    Values initialWeights(String layer, int[] denseIndices, Values weights, long seed);
}
