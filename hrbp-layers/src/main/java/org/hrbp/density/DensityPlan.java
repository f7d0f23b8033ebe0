/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.List;

/**
 * What every layer of a network keeps.
 *
 * @param sparsity sparsity asked for
 * @param layers the layers, in the order of the request
 */
public record DensityPlan(double sparsity, List<LayerPlan> layers) {
    /**
     * Copies the list.
     *
     * @param sparsity sparsity asked for
     * @param layers the layers
     */
    public DensityPlan {
        layers = List.copyOf(layers);
    }

    /**
     * Weights of the dense network.
     *
     * @return sum over the layers
     */
    public long totalWeights() {
        return layers.stream().mapToLong(layer -> layer.shape().size()).sum();
    }

    /**
     * Weights that are kept.
     *
     * @return sum over the layers
     */
    public long keptWeights() {
        return layers.stream().mapToLong(LayerPlan::kept).sum();
    }

    /**
     * Density that the network will have.
     *
     * @return kept over all weights
     */
    public double actualDensity() {
        return (double) keptWeights() / totalWeights();
    }

    /**
     * Finds a layer.
     *
     * @param name name of the layer
     * @return its plan
     * @throws IllegalArgumentException if there is none of that name
     */
    public LayerPlan layer(String name) {
        return layers.stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Layer \"" + name + "\" is not one of "
                        + layers.stream().map(LayerPlan::name).toList()));
    }
}
