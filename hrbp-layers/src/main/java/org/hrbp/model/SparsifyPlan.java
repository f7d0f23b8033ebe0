/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.density.Allocation;
import org.hrbp.density.Allocations;
import org.hrbp.density.DensityPlan;
import org.hrbp.density.DensityPlanner;
import org.hrbp.density.LayerPlan;
import org.hrbp.density.LayerRequest;
import org.hrbp.density.LayerSize;
import org.hrbp.density.ScoreAllocation;
import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.Structure;
import org.hrbp.pattern.Structures;
import org.hrbp.score.LayerScores;
import org.jspecify.annotations.Nullable;

/** What sparsify will make of a model: how much each layer keeps, and from that and the scores which weights. */
final class SparsifyPlan {
    /** Room for the rounding of sums of products. */
    private static final double EPSILON = 1e-6;

    private final Model model;
    private final SparsifySpec spec;
    private final Inventory inventory;
    private final Map<String, String> dense;
    private final DensityPlan densities;
    private @Nullable LayerScores scores;
    private final Map<String, GivenPattern> patterns = new LinkedHashMap<>();

    /** Plans; refuses what cannot be reached, by name, before anything is made. */
    SparsifyPlan(Model model, SparsifySpec spec) {
        this.model = model;
        this.spec = spec;
        inventory = new Inventory(model);
        dense = new DenseLayers(inventory, spec).reasons();
        densities = plan();
    }

    Inventory inventory() {
        return inventory;
    }

    private DensityPlan plan() {
        List<LayerRequest> requests = new ArrayList<>();
        for (String name : inventory.prunable()) {
            if (!dense.containsKey(name)) {
                LayerSize size = new LayerSize(name, inventory.shape(name), false);
                requests.add(new LayerRequest(
                        size,
                        spec.structure(),
                        spec.groupRows(),
                        spec.blockDensity(),
                        spec.coverChannels(),
                        spec.options()));
            }
        }
        if (spec.plannedSparsity() == 0) {
            return new DensityPlan(0, List.of());
        }
        double sparsity = sparsityOf(requests);
        Allocation allocation = allocation();
        requireWeights(requests, allocation, sparsity);
        try {
            return DensityPlanner.plan(requests, sparsity, allocation);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Sparsity " + spec.sparsity() + " of the whole network is " + sparsity
                            + " of the layers that do not stay dense: " + e.getMessage(),
                    e);
        }
    }

    private Allocation allocation() {
        LayerScores all = spec.allocation().equals(ScoreAllocation.ID) ? scores() : null;
        return all == null ? Allocations.byId(spec.allocation()) : new ScoreAllocation(all.byLayer());
    }

    /** The scores, computed once and only if asked for; null if there is no rule. */
    private @Nullable LayerScores scores() {
        if (scores == null && spec.score() != null) {
            scores = spec.score().of(model, spec.batches(), spec.seed());
        }
        return scores;
    }

    /** The sparsity of the layers that are to be pruned: they pay for those that stay as they are. */
    private double sparsityOf(List<LayerRequest> requests) {
        long free = requests.stream().mapToLong(r -> r.size().shape().size()).sum();
        long allowed = (long) Math.floor((1 - spec.sparsity()) * inventory.weights() + EPSILON);
        long fixed = inventory.keptOutside(
                requests.stream().map(r -> r.size().name()).toList());
        if (requests.isEmpty() || allowed <= fixed) {
            throw new IllegalArgumentException("Sparsity " + spec.sparsity() + " allows " + allowed + " of "
                    + inventory.weights() + " weights, but layers that stay as they are keep " + fixed + ": "
                    + inventory.namesOutside(
                            requests.stream().map(r -> r.size().name()).toList())
                    + "; lower the sparsity or keep fewer layers dense");
        }
        return Math.max(0, 1 - (double) (allowed - fixed) / free);
    }

    private void requireWeights(List<LayerRequest> requests, Allocation allocation, double sparsity) {
        double[] shares =
                allocation.densities(requests.stream().map(LayerRequest::size).toList(), sparsity);
        for (int i = 0; i < shares.length; i++) {
            LayerSize size = requests.get(i).size();
            double share = shares[i] * size.shape().size();
            if (share < 1 - EPSILON) {
                throw new IllegalArgumentException("Layer \"" + size.name() + "\": sparsity " + spec.sparsity()
                        + " with allocation \"" + spec.allocation() + "\" leaves it " + share + " of its "
                        + size.shape().size() + " weights, less than one; lower the sparsity or keep the layer dense");
            }
        }
    }

    /** What the patterns keep; before they are made, what they are planned to keep. */
    SparsifyReport report() {
        Map<String, String> notes = new LinkedHashMap<>();
        Map<String, Long> kept = new LinkedHashMap<>();
        for (String name : inventory.prunable()) {
            notes.put(name, dense.getOrDefault(name, "stays dense: nothing is pruned"));
            kept.put(name, (long) inventory.shape(name).size());
        }
        for (LayerPlan layer : densities.layers()) {
            boolean isDense = layer.structureId().equals(DenseStructure.ID);
            notes.put(layer.name(), isDense ? "dense by allocation " + spec.allocation() : note(layer));
            kept.put(layer.name(), (long) layer.kept());
        }
        patterns.forEach((name, made) -> kept.put(name, (long) made.pattern().keptCount()));
        return inventory.report(kept, notes, spec.dropIns());
    }

    private String note(LayerPlan layer) {
        boolean unknown = !patterns.containsKey(layer.name())
                && Structures.byId(layer.structureId()).sizesFollowScores(layer.spec());
        return layer.structureId() + (unknown ? "; depends on the scores; planned " + layer.kept() : "");
    }

    /** The patterns of all layers that can have one, dense ones included. */
    Map<String, GivenPattern> patterns() {
        LayerScores all = scores();
        inventory.prunable().forEach(name -> patterns.put(name, GivenPattern.dense(inventory.shape(name))));
        for (LayerPlan layer : densities.layers()) {
            if (!layer.structureId().equals(DenseStructure.ID)) {
                patterns.put(layer.name(), pattern(layer, all));
            }
        }
        return patterns;
    }

    private GivenPattern pattern(LayerPlan layer, @Nullable LayerScores all) {
        PatternSpec patternSpec = layer.spec().withSeed(seed(layer));
        Structure structure = Structures.byId(layer.structureId());
        try {
            Pattern pattern = all == null
                    ? structure.buildRandom(patternSpec)
                    : structure.build(patternSpec, all.get(layer.name()));
            return structure.sizesFollowScores(patternSpec)
                    ? GivenPattern.of(layer.name(), pattern, layer.structureId())
                    : new GivenPattern(pattern, PatternSettings.planned(layer).withPatternSeed(patternSpec.seed()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Layer \"" + layer.name() + "\": " + e.getMessage(), e);
        }
    }

    private long seed(LayerPlan layer) {
        return PatternSettings.seedOf(layer.name(), spec.seed());
    }
}
