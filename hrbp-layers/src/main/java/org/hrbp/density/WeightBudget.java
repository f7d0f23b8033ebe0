/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.List;

/** What the layers that are not dense may keep. */
final class WeightBudget {
    private final List<LayerSize> layers;
    private final double target;
    private final long total;

    WeightBudget(List<LayerSize> layers, double sparsity) {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("There is no layer to spread a density over");
        }
        if (!(sparsity >= 0 && sparsity < 1)) {
            throw new IllegalArgumentException("Sparsity " + sparsity + " is not in [0, 1)");
        }
        this.layers = layers;
        this.total = total(layers);
        this.target = (1 - sparsity) * total;
    }

    static long total(List<LayerSize> layers) {
        return layers.stream().mapToLong(layer -> layer.shape().size()).sum();
    }

    /** Number of weights wanted over all layers. */
    double target() {
        return target;
    }

    /** Number of weights that the layers not marked dense may keep. */
    double left(boolean[] dense) {
        return target - denseWeights(dense);
    }

    long denseWeights(boolean[] dense) {
        long sum = 0;
        for (int i = 0; i < dense.length; i++) {
            sum += dense[i] ? layers.get(i).shape().size() : 0;
        }
        return sum;
    }

    /** Refuses dense layers that leave less than nothing, or nothing while there are others. */
    void check(boolean[] dense) {
        long kept = denseWeights(dense);
        boolean nothingElse = kept == total;
        if (nothingElse ? kept > target + 0.5 : kept >= target) {
            throw new IllegalArgumentException("Layers that stay dense hold " + kept + " of " + total
                    + " weights, but the sparsity allows " + (long) target + (nothingElse ? "" : " over all layers")
                    + "; lower the sparsity or force fewer layers dense");
        }
    }

    boolean[] forced() {
        boolean[] forced = new boolean[layers.size()];
        for (int i = 0; i < forced.length; i++) {
            forced[i] = layers.get(i).forcedDense();
        }
        return forced;
    }
}
