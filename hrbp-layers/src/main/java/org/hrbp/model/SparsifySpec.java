/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hrbp.density.Allocations;
import org.hrbp.density.ScoreAllocation;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.pattern.Structures;
import org.hrbp.score.Score;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * What {@link Hrbp#sparsify} makes of a model; {@link #builder()} has the defaults.
 *
 * @param structure structure of the patterns, one of {@link Structures#ids()}; {@code dense} ignores the sparsity
 * @param sparsity pruned share of all convolution and fully connected weights, output layers included, in [0, 1)
 * @param allocation how density is spread over the layers that do not stay dense, one of {@link Allocations#ids()} or {@link
 *     ScoreAllocation#ID}
 * @param score how much each weight matters, or null for random patterns without data
 * @param batches labelled data for the score
 * @param denseLayers names of layers that keep all their weights
 * @param denseIf further layers that keep all their weights, by name
 * @param firstConvolutionDense whether the first convolution keeps all its weights if it reads fewer than 8 channels
 * @param outputDense whether a layer that feeds a loss layer keeps all its weights; output layers with a loss of their own always do
 * @param groupRows rows (output channels) per group, at least 1, or 0 for {@link PatternSpec#automaticGroupRows}
 * @param blockDensity kept / all kernel positions of a block, in (0, 1]
 * @param coverChannels whether every input channel is kept by a group where the budget allows it
 * @param options settings that only some structures read
 * @param seed seed of every random choice
 * @param dropIns whether layers and vertices without weights and batch normalisation are swapped, too, and fan-outs owned
 */
public record SparsifySpec(
        String structure,
        double sparsity,
        String allocation,
        @Nullable Score score,
        List<MultiDataSet> batches,
        Set<String> denseLayers,
        Predicate<String> denseIf,
        boolean firstConvolutionDense,
        boolean outputDense,
        int groupRows,
        double blockDensity,
        boolean coverChannels,
        StructureOptions options,
        long seed,
        boolean dropIns) {
    /**
     * Checks the values.
     *
     * @param structure structure of the patterns
     * @param sparsity pruned share
     * @param allocation how density is spread
     * @param score how much each weight matters, or null
     * @param batches labelled data for the score
     * @param denseLayers names of layers that keep all their weights
     * @param denseIf further ones by name
     * @param firstConvolutionDense whether the first convolution keeps all its weights
     * @param outputDense whether a layer that feeds a loss layer keeps all its weights
     * @param groupRows rows per group
     * @param blockDensity kept / all kernel positions of a block
     * @param coverChannels whether every input channel is kept
     * @param options settings of some structures
     * @param seed seed
     * @param dropIns whether the other layers are swapped, too
     * @throws IllegalArgumentException if one is not allowed: names the option
     */
    public SparsifySpec {
        Structures.byId(structure);
        options.check();
        if (!allocation.equals(ScoreAllocation.ID)) {
            Allocations.byId(allocation);
        } else if (score == null) {
            throw new IllegalArgumentException("SparsifySpec: allocation \"" + allocation + "\" needs a score");
        }
        require(sparsity >= 0 && sparsity < 1, "sparsity", sparsity, "in [0, 1)");
        require(
                groupRows >= PatternSpec.AUTOMATIC_GROUP_ROWS,
                "group rows",
                groupRows,
                "at least 1, or 0 for automatic");
        require(blockDensity > 0 && blockDensity <= 1, "block density", blockDensity, "in (0, 1]");
        batches = List.copyOf(batches);
        denseLayers = Set.copyOf(denseLayers);
        if (score != null && score.needsData() && batches.isEmpty()) {
            throw new IllegalArgumentException(
                    "SparsifySpec: score \"" + score.id() + "\" needs at least one batch of labelled data");
        }
    }

    private static void require(boolean allowed, String option, Object value, String what) {
        if (!allowed) {
            throw new IllegalArgumentException("SparsifySpec: " + option + " is " + value + "; it must be " + what);
        }
    }

    /**
     * Starts with HRBP at sparsity 0.9 with ERK, random patterns, groups of 16 rows, 3 of 9 positions per block, a dense
     * first convolution, drop-ins, seed 1; all our choice.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    double plannedSparsity() {
        return structure.equals(DenseStructure.ID) ? 0 : sparsity;
    }

    boolean namedDense(String layer) {
        return denseLayers.contains(layer) || denseIf.test(layer);
    }

    /** Options of {@link SparsifySpec}. */
    public static final class Builder {
        private String structure = HrbpStructure.ID;
        private double sparsity = 0.9;
        private boolean sparsityGiven;
        private String allocation = "erk";
        private @Nullable Score score;
        private List<MultiDataSet> batches = List.of();
        private final Set<String> denseLayers = new LinkedHashSet<>();
        private Predicate<String> denseIf = layer -> false;
        private boolean firstConvolutionDense = true;
        private boolean outputDense = true;
        private int groupRows = PatternSpec.AUTOMATIC_GROUP_ROWS;
        private double blockDensity = PatternSpec.DEFAULT_BLOCK_DENSITY;
        private boolean coverChannels = PatternSpec.DEFAULT_COVER_CHANNELS;
        private StructureOptions options = StructureOptions.DEFAULT;
        private long seed = 1;
        private boolean dropIns = true;

        private Builder() {}

        /**
         * Structure of the patterns. {@code dense} prunes nothing: the default sparsity does not count then, and {@link #build}
         * refuses one above 0 that was asked for.
         *
         * @param id one of {@link Structures#ids()}
         * @return this builder
         */
        public Builder structure(String id) {
            this.structure = id;
            return this;
        }

        /**
         * Share of all convolution and fully connected weights that do not exist.
         *
         * @param share in [0, 1)
         * @return this builder
         */
        public Builder sparsity(double share) {
            this.sparsity = share;
            this.sparsityGiven = true;
            return this;
        }

        /**
         * How density is spread over the layers.
         *
         * @param id one of {@link Allocations#ids()} or {@link ScoreAllocation#ID}
         * @return this builder
         */
        public Builder allocation(String id) {
            this.allocation = id;
            return this;
        }

        /**
         * How much each weight matters. Default: random patterns.
         *
         * @param rule the rule
         * @param data labelled batches; may be empty if the rule needs none
         * @return this builder
         */
        public Builder score(Score rule, List<? extends MultiDataSet> data) {
            this.score = rule;
            this.batches = new ArrayList<>(data);
            return this;
        }

        /**
         * Layers that keep all their weights, beside output layers and the first convolution. The other layers pay for them.
         *
         * @param names names of layers
         * @return this builder
         */
        public Builder keepDense(String... names) {
            denseLayers.addAll(List.of(names));
            return this;
        }

        /**
         * Layers that keep all their weights, by name, beside those already named.
         *
         * @param condition true for a layer that keeps all its weights
         * @return this builder
         */
        public Builder keepDense(Predicate<String> condition) {
            this.denseIf = denseIf.or(condition);
            return this;
        }

        /**
         * Whether the first convolution keeps all its weights if it reads fewer than 8 channels. Default true (our choice).
         *
         * @param dense false to prune it like the others
         * @return this builder
         */
        public Builder firstConvolutionDense(boolean dense) {
            this.firstConvolutionDense = dense;
            return this;
        }

        /**
         * Whether a layer that feeds a loss layer keeps all its weights. Default true (our choice). Output layers with a loss of
         * their own, DL4J's {@code OutputLayer} and the like, cannot have a pattern and stay as they are in any case.
         *
         * @param dense false to prune it like the others
         * @return this builder
         */
        public Builder outputDense(boolean dense) {
            this.outputDense = dense;
            return this;
        }

        /**
         * Rows (output channels) per group. Default 0, automatic: {@link PatternSpec#automaticGroupRows}.
         *
         * @param rows at least 1, or 0
         * @return this builder
         */
        public Builder groupRows(int rows) {
            this.groupRows = rows;
            return this;
        }

        /**
         * Share of the kernel positions that a block keeps (the paper's s).
         *
         * @param share in (0, 1]
         * @return this builder
         */
        public Builder blockDensity(double share) {
            this.blockDensity = share;
            return this;
        }

        /**
         * Whether every input channel is kept by a group where the budget allows it. Default true.
         *
         * @param cover true to cover all channels
         * @return this builder
         */
        public Builder coverChannels(boolean cover) {
            this.coverChannels = cover;
            return this;
        }

        /**
         * Settings that only some structures read: row partitioner, rule of grouping, left-overs.
         *
         * @param settings the settings
         * @return this builder
         */
        public Builder options(StructureOptions settings) {
            this.options = settings;
            return this;
        }

        /**
         * Seed of every random choice. Default 1.
         *
         * @param value any value
         * @return this builder
         */
        public Builder seed(long value) {
            this.seed = value;
            return this;
        }

        /**
         * Whether batch normalisation, pooling, activation layers and sums become this library's as well and fan-outs get a
         * vertex that owns them. Default true: the same function, much faster.
         *
         * @param on false to swap convolutions and fully connected layers only
         * @return this builder
         */
        public Builder dropIns(boolean on) {
            this.dropIns = on;
            return this;
        }

        /**
         * Makes the specification.
         *
         * @return the specification
         * @throws IllegalArgumentException if an option is not allowed: names it
         */
        public SparsifySpec build() {
            require(
                    !structure.equals(DenseStructure.ID) || !sparsityGiven || sparsity == 0,
                    "sparsity",
                    sparsity,
                    "0 or not set with structure \"dense\"");
            return new SparsifySpec(
                    structure,
                    sparsity,
                    allocation,
                    score,
                    batches,
                    denseLayers,
                    denseIf,
                    firstConvolutionDense,
                    outputDense,
                    groupRows,
                    blockDensity,
                    coverChannels,
                    options,
                    seed,
                    dropIns);
        }
    }
}
