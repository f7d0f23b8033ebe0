/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import org.deeplearning4j.nn.api.Model;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;

/**
 * Weights of a network's convolutions and classifier.
 *
 * @param kept weights that exist
 * @param dense weights of the same layers if they were dense
 */
public record KeptWeights(long kept, long dense) {
    /**
     * Counts.
     *
     * @param model a network of this library's layers
     * @return the sums over its sparse layers
     */
    public static KeptWeights of(Model model) {
        long kept = 0;
        long dense = 0;
        for (NamedLayer layer : NamedLayer.of(model)) {
            if (NamedLayer.unwrap(layer.layer()) instanceof SparseLayer sparse) {
                kept += sparse.pattern().keptCount();
                dense += sparse.pattern().shape().size();
            }
        }
        return new KeptWeights(kept, dense);
    }

    /**
     * Density of the network.
     *
     * @return kept over all weights
     */
    public double density() {
        return (double) kept / dense;
    }
}
