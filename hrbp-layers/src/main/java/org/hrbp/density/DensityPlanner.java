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
 * layer, so that the network keeps at most {@code (1 - sparsity)} of its weights and falls short by less than one unit of
 * its last sparse layer (our choice).
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
        DensityPlan plan = new DensityPlan(sparsity, layers);
        long allowed = (long) Math.floor((1 - sparsity) * plan.totalWeights() + EPSILON);
        if (kept > allowed) {
            throw new IllegalArgumentException("Sparsity " + sparsity + " allows " + allowed + " of "
                    + plan.totalWeights() + " weights, but the smallest patterns of the layers need " + kept
                    + "; lower the sparsity or force fewer layers dense");
        }
        return plan;
    }

    private static LayerPlan planLayer(LayerRequest request, double density, long available) {
        WeightShape shape = request.size().shape();
        boolean dense = density > 1 - DENSE_TOLERANCE;
        String structureId = dense ? DenseStructure.ID : request.structureId();
        int budget = dense ? shape.size() : (int) Math.max(1, Math.min(shape.size(), available));
        try {
            PatternSpec spec = new PatternSpec(
                    shape, density, budget, request.groupRows(), request.blockDensity(), request.coverChannels(), 0);
            Structure structure = Structures.byId(structureId);
            return new LayerPlan(request.size().name(), structureId, spec, structure.keptWeights(spec));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Layer \"" + request.size().name() + "\": " + e.getMessage(), e);
        }
    }
}
