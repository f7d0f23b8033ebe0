/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.WeightShape;

/**
 * What one layer keeps.
 *
 * @param name name of the layer
 * @param structureId structure of the layer; {@code dense} if it keeps everything
 * @param spec spec of its pattern: density aimed at, budget and settings; the seed is 0 until the caller sets one
 * @param kept number of weights that its pattern will keep; the budget where that depends on the scores
 */
public record LayerPlan(String name, String structureId, PatternSpec spec, int kept) {
    /**
     * Shape of the dense weights.
     *
     * @return the shape
     */
    public WeightShape shape() {
        return spec.shape();
    }

    /**
     * Density that the allocation gave to the layer.
     *
     * @return a number in (0, 1]
     */
    public double targetDensity() {
        return spec.density();
    }

    /**
     * Density that the layer will have.
     *
     * @return kept over all weights
     */
    public double actualDensity() {
        return (double) kept / shape().size();
    }
}
