/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hrbp.pattern.WeightShape;

/**
 * Densities from a ranking of all weights of the network: a layer keeps as many weights as it has among the highest
 * {@code floor((1 - sparsity) * N)}, as SNIP (Lee et al., ICLR 2019) and GraSP (Wang et al., ICLR 2020) do. Densities are
 * whole numbers of weights; of equal scores at the threshold, those of earlier layers go first.
 *
 * <p>Our choices: forced layers are dense and paid for by the others. No layer collapses: each keeps at least as many weights
 * as it has output channels, its best ones, before the others are ranked.
 */
public final class ScoreAllocation implements Allocation {
    /** Name in configurations. Not one of {@link Allocations#ids()}, because it needs scores. */
    public static final String ID = "from-scores";

    /** Room for the rounding of products. */
    private static final double EPSILON = 1e-6;

    private final Map<String, float[]> scores;

    /**
     * Makes the allocation of one network.
     *
     * @param scores one score per weight by layer name; higher is kept first; not copied
     * @throws IllegalArgumentException if a score is not finite: names the layer
     */
    public ScoreAllocation(Map<String, float[]> scores) {
        scores.forEach(ScoreAllocation::requireFinite);
        this.scores = new LinkedHashMap<>(scores);
    }

    /**
     * Refuses scores that are not finite.
     *
     * @param layer name of the layer, for the message
     * @param scores its scores
     * @throws IllegalArgumentException if one is infinite or NaN
     */
    public static void requireFinite(String layer, float[] scores) {
        for (int i = 0; i < scores.length; i++) {
            if (!Float.isFinite(scores[i])) {
                throw new IllegalArgumentException(
                        "Layer \"" + layer + "\": score " + i + " is " + scores[i] + "; scores must be finite");
            }
        }
    }

    @Override
    public String id() {
        return ID;
    }

    /**
     * Densities that keep exactly {@code floor((1 - sparsity) * N)} of the N weights.
     *
     * @param layers the layers with weights; all but forced ones need scores, one per weight
     * @param sparsity pruned over all weights, in [0, 1)
     * @return a density in (0, 1] for each layer
     * @throws IllegalArgumentException if there is no layer, the sparsity is out of range, the layers' smallest numbers of
     *     weights exceed the budget, or a layer's scores are missing or of another number
     */
    @Override
    public double[] densities(List<LayerSize> layers, double sparsity) {
        WeightBudget budget = new WeightBudget(layers, sparsity);
        boolean[] dense = budget.forced();
        budget.check(dense);
        int[] counts = new int[dense.length];
        float[][] ascending = new float[dense.length][];
        long left = (long) Math.floor(budget.left(dense) + EPSILON);
        for (int i = 0; i < dense.length; i++) {
            WeightShape shape = layers.get(i).shape();
            counts[i] = dense[i] ? shape.size() : shape.rows();
            left -= dense[i] ? 0 : counts[i];
            ascending[i] = dense[i] ? new float[0] : sorted(layers.get(i));
        }
        requireMinimum(layers, sparsity, left);
        addBest(left, ascending, counts);
        double[] densities = new double[dense.length];
        for (int i = 0; i < dense.length; i++) {
            densities[i] = (double) counts[i] / layers.get(i).shape().size();
        }
        return densities;
    }

    private float[] sorted(LayerSize layer) {
        float[] given = scores.get(layer.name());
        if (given == null) {
            throw new IllegalArgumentException(
                    "Layer \"" + layer.name() + "\" has no scores; there are scores of " + scores.keySet());
        }
        if (given.length != layer.shape().size()) {
            throw new IllegalArgumentException("Layer \"" + layer.name() + "\" has " + given.length
                    + " scores; its weights of shape " + layer.shape() + " need "
                    + layer.shape().size());
        }
        float[] ascending = given.clone();
        Arrays.parallelSort(ascending);
        return ascending;
    }

    private static void requireMinimum(List<LayerSize> layers, double sparsity, long left) {
        if (left < 0) {
            long total = WeightBudget.total(layers);
            long allowed = (long) Math.floor((1 - sparsity) * total + EPSILON);
            throw new IllegalArgumentException("Sparsity " + sparsity + " allows " + allowed + " of " + total
                    + " weights, but " + (allowed - left) + " are needed for forced layers and one weight per output"
                    + " channel of the others; lower the sparsity or force fewer layers dense");
        }
    }

    /** Adds to each layer's count its share of the best weights that are not yet counted. */
    private static void addBest(long wanted, float[][] ascending, int[] counts) {
        if (wanted == 0) {
            return;
        }
        float threshold = threshold(wanted, ascending, counts);
        long ties = wanted;
        int[] tied = new int[counts.length];
        for (int i = 0; i < counts.length; i++) {
            int free = Math.max(0, ascending[i].length - counts[i]);
            for (int j = free - 1; j >= 0 && ascending[i][j] >= threshold; j--) {
                if (ascending[i][j] > threshold) {
                    counts[i]++;
                    ties--;
                } else {
                    tied[i]++;
                }
            }
        }
        for (int i = 0; i < counts.length; i++) {
            int taken = (int) Math.min(ties, tied[i]);
            counts[i] += taken;
            ties -= taken;
        }
    }

    /** The lowest of the best {@code wanted} scores that are not yet counted. */
    private static float threshold(long wanted, float[][] ascending, int[] counts) {
        int size = 0;
        for (int i = 0; i < counts.length; i++) {
            size = Math.addExact(size, Math.max(0, ascending[i].length - counts[i]));
        }
        float[] rest = new float[size];
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            int free = Math.max(0, ascending[i].length - counts[i]);
            System.arraycopy(ascending[i], 0, rest, next, free);
            next += free;
        }
        Arrays.parallelSort(rest);
        return rest[(int) (size - wanted)];
    }
}
