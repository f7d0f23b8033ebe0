/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.ArrayList;
import java.util.List;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.Structure;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;

/**
 * Turns densities into exact numbers of weights. What a layer's structure cannot realise is carried to the next sparse
 * layer; what is left after the last one goes, one step of its structure at a time, to the layer furthest below its share
 * that can use it. So the network keeps at most {@code (1 - sparsity)} of its weights, and what it falls short by is too
 * little for a further step of any of its layers (our choice).
 */
public final class DensityPlanner {
    /** Room for the rounding of sums of products. */
    private static final double EPSILON = 1e-6;

    /** A density this close to 1 is 1. */
    private static final double DENSE_TOLERANCE = 1e-12;

    private DensityPlanner() {}

    /**
     * Plans a network.
     *
     * @param requests the layers with weights, in forward order
     * @param sparsity pruned over all weights, in [0, 1)
     * @param allocation how density is spread over the layers
     * @return the plan
     * @throws IllegalArgumentException if the allocation refuses, or the layers' smallest patterns exceed the budget
     */
    public static DensityPlan plan(List<LayerRequest> requests, double sparsity, Allocation allocation) {
        double[] densities =
                allocation.densities(requests.stream().map(LayerRequest::size).toList(), sparsity);
        List<LayerPlan> layers = new ArrayList<>(requests.size());
        double target = 0;
        long kept = 0;
        for (int i = 0; i < densities.length; i++) {
            LayerRequest request = requests.get(i);
            target += densities[i] * request.size().shape().size();
            LayerPlan layer = planLayer(request, densities[i], (long) Math.floor(target + EPSILON) - kept);
            layers.add(layer);
            kept += layer.kept();
        }
        long total = new DensityPlan(sparsity, layers).totalWeights();
        long allowed = (long) Math.floor((1 - sparsity) * total + EPSILON);
        if (kept > allowed) {
            throw new IllegalArgumentException("Sparsity " + sparsity + " allows " + allowed + " of " + total
                    + " weights, but the smallest patterns of the layers need " + kept
                    + "; lower the sparsity or force fewer layers dense");
        }
        spend(allowed - kept, layers);
        return new DensityPlan(sparsity, layers);
    }

    private static LayerPlan planLayer(LayerRequest request, double density, long available) {
        WeightShape shape = request.size().shape();
        boolean dense = density > 1 - DENSE_TOLERANCE;
        String structureId = dense ? DenseStructure.ID : request.structureId();
        int budget = dense ? shape.size() : (int) Math.max(1, Math.min(shape.size(), available));
        try {
            PatternSpec spec = new PatternSpec(
                    shape,
                    density,
                    budget,
                    request.groupRows(),
                    request.blockDensity(),
                    request.coverChannels(),
                    0,
                    request.options());
            return new LayerPlan(request.size().name(), structureId, spec, kept(structureId, spec));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Layer \"" + request.size().name() + "\": " + e.getMessage(), e);
        }
    }

    /** Replaces plans of layers until no layer can use what is left. */
    private static void spend(long rest, List<LayerPlan> layers) {
        long left = rest;
        int taker = taker(layers, left);
        while (taker >= 0) {
            LayerPlan before = layers.get(taker);
            LayerPlan after = oneStepMore(before, left);
            layers.set(taker, after);
            left -= after.kept() - before.kept();
            taker = taker(layers, left);
        }
    }

    /** The layer furthest below its share, the first of several, among those that can use some of the rest; or -1. */
    private static int taker(List<LayerPlan> layers, long rest) {
        int taker = -1;
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < layers.size(); i++) {
            LayerPlan layer = layers.get(i);
            double gap = layer.targetDensity() * layer.shape().size() - layer.kept();
            if (gap > largest && withBudget(layer, layer.kept() + rest).kept() > layer.kept()) {
                largest = gap;
                taker = i;
            }
        }
        return taker;
    }

    /** The plan with the smallest budget that keeps more than before; {@code rest} more is known to be enough. */
    private static LayerPlan oneStepMore(LayerPlan layer, long rest) {
        long tooLittle = layer.kept();
        long enough = layer.kept() + rest;
        while (enough - tooLittle > 1) {
            long middle = (tooLittle + enough) / 2;
            if (withBudget(layer, middle).kept() > layer.kept()) {
                enough = middle;
            } else {
                tooLittle = middle;
            }
        }
        return withBudget(layer, enough);
    }

    private static LayerPlan withBudget(LayerPlan layer, long budget) {
        PatternSpec spec = layer.spec().withBudget((int) Math.min(layer.shape().size(), budget));
        return new LayerPlan(layer.name(), layer.structureId(), spec, kept(layer.structureId(), spec));
    }

    /** The budget where only the scores can tell. */
    private static int kept(String structureId, PatternSpec spec) {
        Structure structure = Structures.byId(structureId);
        return structure.sizesFollowScores(spec) ? spec.budget() : structure.keptWeights(spec);
    }
}
