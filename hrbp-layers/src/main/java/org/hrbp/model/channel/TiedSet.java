/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.List;

/**
 * Channels that are kept or dropped as one choice: those that are tied to the same layers. A channel of a residual stage belongs
 * to every layer whose output is summed there; a channel between two layers belongs to the first of them alone.
 *
 * @param layers the layers whose outputs the channels are, in forward order
 * @param size number of channels
 * @param kept the kept channels, ascending in {@code 0 .. size - 1}; where the set is the whole output of its layers, these are
 *     their kept rows
 */
public record TiedSet(List<String> layers, int size, List<Integer> kept) {
    /**
     * Copies the lists.
     *
     * @param layers the layers
     * @param size number of channels
     * @param kept the kept channels
     */
    public TiedSet {
        layers = List.copyOf(layers);
        kept = List.copyOf(kept);
    }
}
