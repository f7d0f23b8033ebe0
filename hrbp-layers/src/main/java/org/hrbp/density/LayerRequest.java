/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import org.hrbp.pattern.StructureOptions;

/**
 * A layer that is to be planned.
 *
 * @param size name and shape of the layer, and whether it is forced dense
 * @param structureId structure of the layer unless it turns out dense
 * @param groupRows rows of one group, or {@link org.hrbp.pattern.PatternSpec#AUTOMATIC_GROUP_ROWS}
 * @param blockDensity share of the kernel positions that a group keeps
 * @param coverChannels whether every input channel is to be in a group
 * @param options settings that only some structures read
 */
public record LayerRequest(
        LayerSize size,
        String structureId,
        int groupRows,
        double blockDensity,
        boolean coverChannels,
        StructureOptions options) {
    /**
     * A layer with the default options.
     *
     * @param size name and shape of the layer, and whether it is forced dense
     * @param structureId structure of the layer unless it turns out dense
     * @param groupRows rows of one group
     * @param blockDensity share of the kernel positions that a group keeps
     * @param coverChannels whether every input channel is to be in a group
     */
    public LayerRequest(LayerSize size, String structureId, int groupRows, double blockDensity, boolean coverChannels) {
        this(size, structureId, groupRows, blockDensity, coverChannels, StructureOptions.DEFAULT);
    }
}
