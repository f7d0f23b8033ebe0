/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.density.ScoreAllocation;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.UnstructuredStructure;
import org.hrbp.score.LayerScores;
import org.hrbp.score.Score;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Iterative magnitude pruning with rewinding (Frankle and Carbin, ICLR 2019): train, prune the smallest weights of the whole
 * network, rewind the others to an earlier point, and again. The training is the caller's, so that it can be interrupted between
 * rounds. Weights of convolutions and sparse fully connected layers are pruned, first and last layer included (our choice);
 * DL4J's own output layers, which cannot have a pattern, stay as they are and count.
 */
public final class LotteryTicket {
    /** Room for the rounding of powers. */
    private static final double EPSILON = 1e-9;

    private LotteryTicket() {}

    /**
     * The sparsity after each round of pruning: every round takes the same share of what is left, the last one just so much that
     * the target is met.
     *
     * @param target sparsity at the end, in [0, 1)
     * @param rate share of the remaining weights that a round prunes, in (0, 1)
     * @return increasing sparsities; 11 for 0.9 and 14 for 0.95 at rate 0.2, none for 0
     * @throws IllegalArgumentException if a number is out of range
     */
    public static List<Double> sparsities(double target, double rate) {
        if (!(target >= 0 && target < 1)) {
            throw new IllegalArgumentException("Sparsity " + target + " is not in [0, 1)");
        }
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("Pruning rate " + rate + " is not in (0, 1)");
        }
        List<Double> all = new ArrayList<>();
        for (double left = 1 - rate; left > (1 - target) + EPSILON; left *= 1 - rate) {
            all.add(1 - left);
        }
        if (target > 0) {
            all.add(target);
        }
        return all;
    }

    /**
     * The next ticket.
     *
     * @param trained network at the end of a round
     * @param rewound network at the point to go back to, with all its weights
     * @param sparsity pruned share of all weights afterwards, no less than that of the trained network
     * @return a new network with the weights of {@code rewound} that are largest in {@code trained}
     * @throws IllegalArgumentException if the networks do not fit or the sparsity cannot be reached: names the layer
     */
    public static ComputationGraph next(ComputationGraph trained, ComputationGraph rewound, double sparsity) {
        return Hrbp.sparsify(rewound, spec(trained, sparsity));
    }

    /**
     * The next ticket, as {@link #next(ComputationGraph, ComputationGraph, double)} makes it.
     *
     * @param trained network at the end of a round
     * @param rewound network at the point to go back to, with all its weights
     * @param sparsity pruned share of all weights afterwards, no less than that of the trained network
     * @return a new network with the weights of {@code rewound} that are largest in {@code trained}
     * @throws IllegalArgumentException if the networks do not fit or the sparsity cannot be reached: names the layer
     */
    public static MultiLayerNetwork next(MultiLayerNetwork trained, MultiLayerNetwork rewound, double sparsity) {
        return Hrbp.sparsify(rewound, spec(trained, sparsity));
    }

    private static SparsifySpec spec(Model trained, double sparsity) {
        Map<String, float[]> magnitudes = new LinkedHashMap<>();
        for (NamedLayer named : NamedLayer.of(trained)) {
            Layer layer = NamedLayer.unwrap(named.layer());
            if (layer instanceof SparseLayer sparse) {
                magnitudes.put(named.name(), magnitudes(layer, sparse));
            }
        }
        if (magnitudes.isEmpty()) {
            throw new IllegalArgumentException("The trained network has no sparse layer; see Hrbp.sparsify");
        }
        Inventory inventory = new Inventory(trained);
        long all = inventory.weights();
        long kept = inventory.keptOutside(List.of());
        if ((1 - sparsity) * all > kept + 1) {
            throw new IllegalArgumentException(
                    "Sparsity " + sparsity + " is below that of the trained network, " + (1 - (double) kept / all));
        }
        return SparsifySpec.builder()
                .structure(UnstructuredStructure.ID)
                .sparsity(sparsity)
                .allocation(ScoreAllocation.ID)
                .firstConvolutionDense(false)
                .outputDense(false)
                .score(new Magnitudes(new LayerScores(magnitudes)), List.of())
                .build();
    }

    /** Below all others where there is no weight any more. */
    private static float[] magnitudes(Layer layer, SparseLayer sparse) {
        float[] scores = new float[sparse.pattern().shape().size()];
        Arrays.fill(scores, -1);
        INDArray weights = layer.getParam(HrbpParamInitializer.WEIGHT_KEY);
        int[] indices = sparse.pattern().denseIndices();
        for (int slot = 0; slot < indices.length; slot++) {
            scores[indices[slot]] = Math.abs(weights.getFloat(slot));
        }
        return scores;
    }

    /** Scores that are known already. */
    private record Magnitudes(LayerScores scores) implements Score {
        @Override
        public String id() {
            return "trained magnitude";
        }

        @Override
        public boolean needsData() {
            return false;
        }

        @Override
        public LayerScores of(Model model, List<? extends MultiDataSet> batches, long seed) {
            return scores;
        }
    }
}
