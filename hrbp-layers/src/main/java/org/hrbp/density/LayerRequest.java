/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import org.hrbp.pattern.PatternSpec;

/**
 * A layer that is to be planned.
 *
 * @param size name and shape of the layer, and whether it is forced dense
 * @param structureId structure of the layer unless it turns out dense
 * @param groupRows rows of one group
 * @param blockDensity share of the kernel positions that a group keeps
 * @param coverChannels whether every input channel is to be in a group
 */
public record LayerRequest(
        LayerSize size, String structureId, int groupRows, double blockDensity, boolean coverChannels) {
    /**
     * A request with the default settings of {@link PatternSpec}.
     *
     * @param size name and shape of the layer
     * @param structureId structure of the layer
     * @return the request
     */
    public static LayerRequest of(LayerSize size, String structureId) {
        return new LayerRequest(
                size, structureId, PatternSpec.DEFAULT_GROUP_ROWS, PatternSpec.DEFAULT_BLOCK_DENSITY, false);
    }
}
