/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.List;

/** A rule that spreads a global density over layers. */
public interface Allocation {
    /**
     * Name of the rule in configurations and messages.
     *
     * @return the id, one of {@link Allocations#ids()}, or {@code from-scores}
     */
    String id();

    /**
     * Densities whose weighted mean over all layers is exactly {@code 1 - sparsity}.
     *
     * @param layers the layers with weights, at least one
     * @param sparsity pruned over all weights, in [0, 1)
     * @return a density in (0, 1] for each layer
     * @throws IllegalArgumentException if there is no layer, the sparsity is out of range, or the layers that must be dense
     *     leave nothing for the others
     */
    double[] densities(List<LayerSize> layers, double sparsity);
}
