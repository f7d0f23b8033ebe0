/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.List;

/** One density for every layer that is not forced dense. */
public final class UniformAllocation implements Allocation {
    /** Makes the allocation. */
    public UniformAllocation() {}

    @Override
    public String id() {
        return "uniform";
    }

    @Override
    public double[] densities(List<LayerSize> layers, double sparsity) {
        WeightBudget budget = new WeightBudget(layers, sparsity);
        boolean[] dense = budget.forced();
        budget.check(dense);
        long others = WeightBudget.total(layers) - budget.denseWeights(dense);
        double[] densities = new double[dense.length];
        for (int i = 0; i < densities.length; i++) {
            densities[i] = dense[i] ? 1 : Math.min(1, budget.left(dense) / others);
        }
        return densities;
    }
}
