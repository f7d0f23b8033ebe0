/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

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
     * @param structure {@code dense}, {@code hrbp} or {@code unstructured}
     * @return this builder
     */
    default B structure(String structure) {
        PatternSettings settings = getPatternSettings().withStructure(structure);
        return with("dense".equals(structure) ? settings.withDensity(1) : settings);
    }

    /**
     * Rows (output channels) per group of an HRBP pattern. Default 16.
     *
     * @param rows at least 1
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
     * Whether every input channel is kept by at least one group where the budget allows it. Default false.
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
}
