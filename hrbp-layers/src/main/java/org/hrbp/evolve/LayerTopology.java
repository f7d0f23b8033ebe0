/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;

/**
 * What a topology update needs to know of one layer.
 *
 * @param layer name of the layer
 * @param state its pattern
 * @param weights its slots; the first {@code state.pattern().keptCount()} hold the kept weights in the pattern's order, the
 *     rest is unused capacity (see {@link DstMethod#keepsLayerCounts()})
 * @param gradient gradients of all places that may grow, in the slot order of {@link Unit#candidates}; null if the method does
 *     not look at them
 */
public record LayerTopology(
        String layer,
        PatternState state,
        Values weights,
        @Nullable Values gradient) {
    /**
     * Checks the sizes.
     *
     * @param layer name of the layer
     * @param state its pattern
     * @param weights its slots
     * @param gradient gradients of the candidates
     * @throws IllegalArgumentException if there are fewer slots than kept weights: names the layer
     */
    public LayerTopology {
        if (weights.length() < state.pattern().keptCount()) {
            throw new IllegalArgumentException("Layer \"" + layer + "\": " + weights.length()
                    + " slots given, but its pattern keeps " + state.pattern().keptCount() + " weights");
        }
    }

    /**
     * Most weights that the layer can keep.
     *
     * @return the number of slots, but no more than the dense layer has weights
     */
    public int capacity() {
        return Math.min(weights.length(), state.pattern().shape().size());
    }

    IllegalArgumentException bad(String message) {
        return new IllegalArgumentException("Layer \"" + layer + "\": " + message);
    }

    /** The number, which has to be finite. */
    double finite(String what, int index, double value) {
        if (!Double.isFinite(value)) {
            throw bad(what + " " + index + " is " + value + "; topology updates need finite numbers");
        }
        return value;
    }
}
