/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

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
        LayerSize size, String structureId, int groupRows, double blockDensity, boolean coverChannels) {}
