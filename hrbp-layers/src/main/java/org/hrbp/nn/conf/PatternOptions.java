/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.function.UnaryOperator;
import org.hrbp.pattern.StructureOptions;

/**
 * The builder options that every sparse layer adds to its stock layer's.
 *
 * @param <B> the builder's own type
 */
public interface PatternOptions<B> {
    /**
     * The settings so far.
     *
     * @return the settings
     */
    PatternSettings getPatternSettings();

    /**
     * Replaces all settings.
     *
     * @param settings the settings
     */
    void setPatternSettings(PatternSettings settings);

    @SuppressWarnings("unchecked")
    private B with(PatternSettings settings) {
        setPatternSettings(settings);
        return (B) this;
    }

    /**
     * Share of the weights that exist. Default 0.1.
     *
     * @param density kept / all weights, in (0, 1]
     * @return this builder
     */
    default B density(double density) {
        return with(getPatternSettings().withDensity(density));
    }

    /**
     * Share of the weights that do not exist.
     *
     * @param sparsity 1 - density, in [0, 1)
     * @return this builder
     */
    default B sparsity(double sparsity) {
        return density(1 - sparsity);
    }

    /**
     * Rule that turns scores into a pattern. Default {@code hrbp}. {@code dense} sets the density to 1.
     *
     * @param structure {@code dense}, {@code hrbp}, {@code grouping}, {@code channel} or {@code unstructured}
     * @return this builder
     */
    default B structure(String structure) {
        PatternSettings settings = getPatternSettings().withStructure(structure);
        return with("dense".equals(structure) ? settings.withDensity(1) : settings);
    }

    /**
     * Rows (output channels) per group of an HRBP or Grouping pattern. Default 0, automatic: {@link
     * org.hrbp.pattern.PatternSpec#automaticGroupRows}.
     *
     * @param rows at least 1, or 0
     * @return this builder
     */
    default B groupRows(int rows) {
        return with(getPatternSettings().withGroupRows(rows));
    }

    /**
     * Share of the kernel positions that a block keeps, the deck's s. Default 1/3.
     *
     * @param blockDensity in (0, 1]
     * @return this builder
     */
    default B blockDensity(double blockDensity) {
        return with(getPatternSettings().withBlockDensity(blockDensity));
    }

    /**
     * Seed of the pattern. Default: the network's seed and the layer's name.
     *
     * @param seed any value
     * @return this builder
     */
    default B patternSeed(long seed) {
        return with(getPatternSettings().withPatternSeed(seed));
    }

    /**
     * Whether every input channel is kept by at least one group where the budget allows it. Default true.
     *
     * @param cover true to cover all channels
     * @return this builder
     */
    default B coverChannels(boolean cover) {
        return with(getPatternSettings().withCoverChannels(cover));
    }

    /**
     * Exact limit of the number of kept weights, for plans over several layers. Default {@code floor(density * weights)}.
     *
     * @param weights most weights that may be kept
     * @return this builder
     */
    default B weightBudget(int weights) {
        return with(getPatternSettings().withWeightBudget(weights));
    }

    private B withOptions(UnaryOperator<StructureOptions> change) {
        PatternSettings settings = getPatternSettings();
        return with(settings.withOptions(change.apply(settings.options())));
    }

    /**
     * How {@code hrbp} and {@code grouping} put rows into groups. Default {@code swap}.
     *
     * @param partitioner {@code random}, {@code greedy}, {@code swap} or {@code jaccard}
     * @return this builder
     */
    default B partitioner(String partitioner) {
        return withOptions(options -> options.withPartitioner(partitioner));
    }

    /**
     * Which columns a group of {@code grouping} keeps. Default {@code budgeted}. The other rules need {@link #capacities}.
     *
     * @param rule {@code budgeted}, {@code official-stop} or {@code threshold}
     * @return this builder
     */
    default B groupingRule(String rule) {
        return withOptions(options -> options.withGroupingRule(rule));
    }

    /**
     * Non-zeros that a column needs in its group to be kept by the grouping rule {@code threshold}. Default 2, as in the deck.
     *
     * @param nonZeros at least 1
     * @return this builder
     */
    default B groupingThreshold(int nonZeros) {
        return withOptions(options -> options.withThreshold(nonZeros));
    }

    /**
     * What becomes of the mask's weights outside the groups of {@code grouping}. Default {@code drop}; {@code keep} needs {@link
     * #capacities}.
     *
     * @param leftovers {@code drop} or {@code keep}
     * @return this builder
     */
    default B leftovers(String leftovers) {
        return withOptions(options -> options.withLeftovers(leftovers));
    }

    /**
     * Rows (output channels) and input channels that {@code channel} keeps. Default {@code floor(sqrt(density) * size)} of each.
     *
     * @param rows number of rows, or 0 for the default
     * @param channels number of input channels, or 0 for the default
     * @return this builder
     */
    default B keptChannels(int rows, int channels) {
        return withOptions(options -> options.withKeptRows(rows).withKeptChannels(channels));
    }

    /**
     * Lengths of the parameters {@code W} and {@code I}, for patterns whose sizes depend on scores or change. Default: what the
     * structure needs. Unused slots cost memory and count for nothing.
     *
     * @param weights length of {@code W}, or 0 for the default
     * @param words length of {@code I}, or 0 for the default
     * @return this builder
     */
    default B capacities(int weights, int words) {
        return with(getPatternSettings().withWeightCapacity(weights).withPatternCapacity(words));
    }
}
