/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import org.hrbp.pattern.PatternState;

/**
 * The outcome of one topology update of one layer: its new pattern and where each new slot's weight comes from. Applying it
 * means, for the weights, every part of the updater state and the gradient alike: new slot {@code i} takes what slot
 * {@code source(i)} had, or 0 if that is {@link #GROWN}; slots beyond the kept count become 0.
 */
public final class TopologyUpdate {
    /** Source of a slot whose weight was not kept before. */
    public static final int GROWN = -1;

    private final String layer;
    private final PatternState state;
    private final int[] source;
    private final int dropped;
    private final int grown;
    private final int returned;

    TopologyUpdate(String layer, PatternState state, int[] source, int dropped, int grown, int returned) {
        this.layer = layer;
        this.state = state;
        this.source = source;
        this.dropped = dropped;
        this.grown = grown;
        this.returned = returned;
    }

    /**
     * Name of the layer.
     *
     * @return the name
     */
    public String layer() {
        return layer;
    }

    /**
     * The layer's pattern after the update, with the step of the update and the method's scalar.
     *
     * @return the new state
     */
    public PatternState state() {
        return state;
    }

    /**
     * The slot map.
     *
     * @return for each new slot the old slot of the same weight, or {@link #GROWN}; a copy, as long as the new pattern's kept
     *     count
     */
    public int[] source() {
        return source.clone();
    }

    /**
     * Number of units that were kept before and are no more.
     *
     * @return 0 or more
     */
    public int dropped() {
        return dropped;
    }

    /**
     * Number of units that are kept and were not before.
     *
     * @return 0 or more; {@code dropped()} unless the method moves weights between layers
     */
    public int grown() {
        return grown;
    }

    /**
     * Number of units that the drop criterion chose and the grow criterion took back: they keep weight and updater state.
     *
     * @return 0 or more
     */
    public int returned() {
        return returned;
    }

    /**
     * Share of the kept weights that are new.
     *
     * @return grown over kept weights, in [0, 1]
     */
    public double churn() {
        int fresh = 0;
        for (int old : source) {
            fresh += old == GROWN ? 1 : 0;
        }
        return (double) fresh / source.length;
    }

    @Override
    public String toString() {
        return "TopologyUpdate[" + layer + ", step " + state.lastUpdateStep() + ", dropped " + dropped + ", grown "
                + grown + ", returned " + returned + "]";
    }
}
