/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.SplittableRandom;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.Structure;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;

/**
 * The static settings of a layer's pattern, part of the layer's configuration. The lengths of the layer's parameters follow
 * from these and the layer's shape alone, never from the seed.
 *
 * @param structure rule that turns scores into a pattern: {@code dense}, {@code hrbp} or {@code unstructured}
 * @param density kept / all weights, in (0, 1]
 * @param weightBudget most weights that may be kept; 0 means {@code floor(density * weights)}
 * @param groupRows rows (output channels) per group, at least 1
 * @param blockDensity kept / all kernel positions of a block (the deck's s), in (0, 1]
 * @param patternSeed seed of the pattern; null means the network's seed and the layer's name
 * @param coverChannels whether every input channel is kept by at least one group where the budget allows it
 */
public record PatternSettings(
        String structure,
        double density,
        int weightBudget,
        int groupRows,
        double blockDensity,
        @Nullable Long patternSeed,
        boolean coverChannels) {
    /** HRBP at density 0.1, groups of 16 rows, 3 of 9 positions per block; all our choice. */
    public static final PatternSettings DEFAULT = new PatternSettings(
            "hrbp", 0.1, 0, PatternSpec.DEFAULT_GROUP_ROWS, PatternSpec.DEFAULT_BLOCK_DENSITY, null, false);

    /**
     * Other structure.
     *
     * @param value structure id
     * @return changed settings
     */
    public PatternSettings withStructure(String value) {
        return new PatternSettings(value, density, weightBudget, groupRows, blockDensity, patternSeed, coverChannels);
    }

    /**
     * Other density.
     *
     * @param value kept / all weights
     * @return changed settings
     */
    public PatternSettings withDensity(double value) {
        return new PatternSettings(structure, value, weightBudget, groupRows, blockDensity, patternSeed, coverChannels);
    }

    /**
     * Other weight budget.
     *
     * @param value most weights that may be kept, or 0
     * @return changed settings
     */
    public PatternSettings withWeightBudget(int value) {
        return new PatternSettings(structure, density, value, groupRows, blockDensity, patternSeed, coverChannels);
    }

    /**
     * Other group size.
     *
     * @param value rows per group
     * @return changed settings
     */
    public PatternSettings withGroupRows(int value) {
        return new PatternSettings(structure, density, weightBudget, value, blockDensity, patternSeed, coverChannels);
    }

    /**
     * Other block density.
     *
     * @param value kept / all positions of a block
     * @return changed settings
     */
    public PatternSettings withBlockDensity(double value) {
        return new PatternSettings(structure, density, weightBudget, groupRows, value, patternSeed, coverChannels);
    }

    /**
     * Other seed.
     *
     * @param value seed, or null for the network's
     * @return changed settings
     */
    public PatternSettings withPatternSeed(@Nullable Long value) {
        return new PatternSettings(structure, density, weightBudget, groupRows, blockDensity, value, coverChannels);
    }

    /**
     * With or without channel coverage.
     *
     * @param value whether every input channel is kept by at least one group
     * @return changed settings
     */
    public PatternSettings withCoverChannels(boolean value) {
        return new PatternSettings(structure, density, weightBudget, groupRows, blockDensity, patternSeed, value);
    }

    /** A budget was planned for the size that the layer had; the density still holds. 0 is a size not yet known. */
    PatternSettings resized(long before, long after) {
        return before > 0 && before != after ? withWeightBudget(0) : this;
    }

    /**
     * The structure.
     *
     * @return the rule named by {@link #structure()}
     */
    public Structure rule() {
        return Structures.byId(structure);
    }

    /**
     * Checks the settings that do not depend on the layer's shape.
     *
     * @param layerName name of the layer for the message, or null
     * @throws DL4JInvalidConfigException if a value is not allowed
     */
    public void validate(@Nullable String layerName) {
        try {
            rule();
        } catch (IllegalArgumentException e) {
            throw refuse(layerName, e.getMessage(), e);
        }
        if (!(density > 0 && density <= 1)) {
            throw refuse(layerName, "density is " + density + "; it must be in (0, 1]", null);
        }
        if (groupRows < 1) {
            throw refuse(layerName, "group rows is " + groupRows + "; it must be at least 1", null);
        }
        if (!(blockDensity > 0 && blockDensity <= 1)) {
            throw refuse(layerName, "block density is " + blockDensity + "; it must be in (0, 1]", null);
        }
        if (weightBudget < 0) {
            throw refuse(layerName, "weight budget is " + weightBudget + "; it must be at least 0", null);
        }
    }

    /**
     * The pattern specification of a layer.
     *
     * @param layerName name of the layer for messages, or null
     * @param shape shape of the layer's weights
     * @param networkSeed seed of the network's configuration, used if there is no pattern seed
     * @return the specification
     * @throws DL4JInvalidConfigException if the settings do not fit the shape
     */
    public PatternSpec spec(@Nullable String layerName, WeightShape shape, long networkSeed) {
        validate(layerName);
        if (weightBudget > shape.size()) {
            throw refuse(
                    layerName,
                    "weight budget is " + weightBudget + "; the layer has " + shape.size() + " weights",
                    null);
        }
        try {
            int budget = weightBudget > 0
                    ? weightBudget
                    : PatternSpec.of(shape, density).budget();
            PatternSpec spec = new PatternSpec(
                    shape, density, budget, groupRows, blockDensity, coverChannels, seed(layerName, networkSeed));
            rule().keptWeights(spec);
            return spec;
        } catch (IllegalArgumentException e) {
            throw refuse(layerName, e.getMessage(), e);
        }
    }

    private long seed(@Nullable String layerName, long networkSeed) {
        return patternSeed != null
                ? patternSeed
                : new SplittableRandom(networkSeed).nextLong()
                        + String.valueOf(layerName).hashCode();
    }

    static DL4JInvalidConfigException refuse(
            @Nullable String layerName, @Nullable String problem, @Nullable Throwable cause) {
        return new DL4JInvalidConfigException(
                "Layer \"" + (layerName == null ? "(not named)" : layerName) + "\": " + problem, cause);
    }
}
