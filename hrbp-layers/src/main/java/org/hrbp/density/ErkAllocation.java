/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.List;
import org.hrbp.pattern.WeightShape;

/**
 * Erdos-Renyi kernel: densities proportional to the sum of a layer's four sizes over their product (Evci et al., RigL,
 * ICML 2020). A layer that would exceed 1 is dense, and the others are solved again.
 *
 * <p>The default also keeps forced layers dense, and any layer at 0.8 or above unless that leaves nothing for the others
 * (our choice).
 */
public final class ErkAllocation implements Allocation {
    private static final double DENSE_FROM = 0.8;

    private final String id;
    private final boolean useForced;
    private final double denseFrom;

    /** Makes the default allocation, {@code erk}. */
    public ErkAllocation() {
        this("erk", true, DENSE_FROM);
    }

    private ErkAllocation(String id, boolean useForced, double denseFrom) {
        this.id = id;
        this.useForced = useForced;
        this.denseFrom = denseFrom;
    }

    /**
     * ERK as published: no layer is forced dense, only those that would exceed 1 are.
     *
     * @return the allocation {@code erk-pure}
     */
    public static ErkAllocation pure() {
        return new ErkAllocation("erk-pure", false, 1);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public double[] densities(List<LayerSize> layers, double sparsity) {
        WeightBudget budget = new WeightBudget(layers, sparsity);
        boolean[] dense = useForced ? budget.forced() : new boolean[layers.size()];
        budget.check(dense);
        while (true) {
            double[] densities = solve(layers, budget.left(dense), dense);
            double highest = highestSparse(densities, dense);
            if (highest < denseFrom) {
                return densities;
            }
            boolean[] next = dense.clone();
            for (int i = 0; i < next.length; i++) {
                next[i] |= densities[i] >= highest;
            }
            if (highest < 1 && budget.left(next) <= 0) {
                return densities;
            }
            dense = next;
        }
    }

    private static double[] solve(List<LayerSize> layers, double left, boolean[] dense) {
        double weighted = 0;
        for (int i = 0; i < dense.length; i++) {
            WeightShape shape = layers.get(i).shape();
            weighted += dense[i] ? 0 : raw(shape) * shape.size();
        }
        double[] densities = new double[dense.length];
        for (int i = 0; i < dense.length; i++) {
            densities[i] = dense[i] ? 1 : left / weighted * raw(layers.get(i).shape());
        }
        return densities;
    }

    private static double highestSparse(double[] densities, boolean[] dense) {
        double highest = 0;
        for (int i = 0; i < dense.length; i++) {
            highest = dense[i] ? highest : Math.max(highest, densities[i]);
        }
        return highest;
    }

    private static double raw(WeightShape shape) {
        double sum = (double) shape.rows() + shape.channels() + shape.kernelHeight() + shape.kernelWidth();
        return sum / shape.size();
    }
}
