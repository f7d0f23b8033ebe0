/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A method of dynamic sparse training: what its topology updates drop and grow. Implementations are stateless. */
public interface DstMethod {
    /**
     * Name of the method in configurations and messages.
     *
     * @return the id, see {@link DstMethods#ids()}
     */
    String id();

    /**
     * What it drops and grows, and with it the structure of the layers that it updates.
     *
     * @return the unit
     */
    Unit unit();

    /**
     * Whether it looks at the gradients of the places that may grow.
     *
     * @return true if {@link #plan} needs {@link LayerTopology#gradient()}
     */
    boolean needsGradient();

    /**
     * Whether an update leaves the number of kept weights of every layer as it was; else only their sum over the layers stays,
     * and layers need spare slots.
     *
     * @return false for DSR
     */
    default boolean keepsLayerCounts() {
        return true;
    }

    /**
     * What the method adds to the gradient in every training step.
     *
     * @return the term, or null if it trains as usual
     */
    default @Nullable GradientTerm gradientTerm() {
        return null;
    }

    /**
     * Plans one topology update. Nothing given is changed.
     *
     * @param layers the layers to update, in forward order, with different names
     * @param step the training step, 0 or more; it becomes the last update step of every layer, changed or not
     * @param fraction share of the units to drop, in [0, 1], see {@link UpdateSchedule#fraction}; methods that find their own
     *     count ignore it
     * @param seed seed of all random choices; ties are broken by (seed, layer name, step) only
     * @return one update per layer, in the given order
     * @throws IllegalArgumentException if a layer has another structure, lacks gradients, or holds a number that is not finite:
     *     names the layer
     */
    List<TopologyUpdate> plan(List<LayerTopology> layers, long step, double fraction, long seed);
}
