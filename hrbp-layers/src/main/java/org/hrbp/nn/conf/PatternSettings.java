/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.io.Serializable;
import java.util.Objects;
import java.util.SplittableRandom;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.hrbp.density.LayerPlan;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.Structure;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;

/**
 * The static settings of a layer's pattern, part of the layer's configuration. The lengths of the layer's parameters follow
 * from these and the layer's shape alone, never from the seed.
 *
 * @param structure rule that turns scores into a pattern: one of {@link Structures#ids()}
 * @param density kept / all weights, in (0, 1]
 * @param weightBudget most weights that may be kept; 0 means {@code floor(density * weights)}
 * @param groupRows rows (output channels) per group, at least 1
 * @param blockDensity kept / all kernel positions of a block (the deck's s), in (0, 1]
 * @param patternSeed seed of the pattern; null means the network's seed and the layer's name
 * @param coverChannels whether every input channel is kept by at least one group where the budget allows it
 * @param weightCapacity length of the parameter {@code W}; 0 means that it follows from the structure. A pattern may keep
 *     fewer weights: the slots behind them are zero, get no gradient and count for nothing
 * @param patternCapacity length of the parameter {@code I}; 0 means that it follows from the structure. Behind a shorter
 *     encoded pattern are zeros
 * @param options settings that only some structures read
 */
public record PatternSettings(
        String structure,
        double density,
        int weightBudget,
        int groupRows,
        double blockDensity,
        @Nullable Long patternSeed,
        boolean coverChannels,
        int weightCapacity,
        int patternCapacity,
        StructureOptions options)
        implements Serializable {
    /** HRBP at density 0.1, automatic groups that cover all channels, 3 of 9 positions per block; all our choice. */
    public static final PatternSettings DEFAULT = new PatternSettings(
            "hrbp",
            0.1,
            0,
            PatternSpec.AUTOMATIC_GROUP_ROWS,
            PatternSpec.DEFAULT_BLOCK_DENSITY,
            null,
            PatternSpec.DEFAULT_COVER_CHANNELS,
            0,
            0,
            StructureOptions.DEFAULT);

    /**
     * Takes the default options if there are none, as in files of before there were any; {@link #validate} checks the
     * values.
     *
     * @param structure structure id
     * @param density kept / all weights
     * @param weightBudget most weights that may be kept, or 0
     * @param groupRows rows per group
     * @param blockDensity kept / all positions of a block
     * @param patternSeed seed, or null
     * @param coverChannels whether every input channel is kept
     * @param weightCapacity length of {@code W}, or 0
     * @param patternCapacity length of {@code I}, or 0
     * @param options settings of some structures
     */
    public PatternSettings {
        options = Objects.requireNonNullElse(options, StructureOptions.DEFAULT);
    }

    /**
     * Settings of a layer whose parameters have exactly the lengths that a given pattern needs, whatever the structure would
     * make of a density. Such a layer starts with a random pattern if one fits, else with a place holder (see {@link
     * #initialPattern}); the given pattern is to be set by {@code SparseLayer.setPatternState}.
     *
     * @param pattern the pattern that the layer is to have
     * @param structureId the structure that made it
     * @return settings with the pattern's density and lengths
     * @throws IllegalArgumentException if there is no such structure, or it cannot have made the pattern
     */
    public static PatternSettings fitting(Pattern pattern, String structureId) {
        PatternSettings settings = DEFAULT.withStructure(structureId)
                .withDensity(pattern.density())
                .withWeightBudget(pattern.keptCount())
                .withWeightCapacity(pattern.keptCount())
                .withPatternCapacity(PatternCodec.HEADER_LENGTH + pattern.indexEntries())
                .withOptions(StructureOptions.DEFAULT);
        Structure structure = settings.rule();
        return settings.withOptions(structure.optionsFor(pattern));
    }

    /**
     * Settings of a layer that a density plan has sized.
     *
     * @param plan what the layer keeps
     * @return settings with the plan's structure, density, budget and options, and no seed of their own
     */
    public static PatternSettings planned(LayerPlan plan) {
        PatternSpec spec = plan.spec();
        return DEFAULT.withStructure(plan.structureId())
                .withDensity(spec.density())
                .withWeightBudget(spec.budget())
                .withGroupRows(spec.groupRows())
                .withBlockDensity(spec.blockDensity())
                .withCoverChannels(spec.coverChannels())
                .withOptions(spec.options());
    }

    /**
     * Seed of a layer's pattern if its settings have none.
     *
     * @param layerName name of the layer, or null
     * @param networkSeed seed of the network's configuration
     * @return a seed for this layer
     */
    public static long seedOf(@Nullable String layerName, long networkSeed) {
        return new SplittableRandom(networkSeed).nextLong()
                + String.valueOf(layerName).hashCode();
    }

    /**
     * Other structure.
     *
     * @param value structure id
     * @return changed settings
     */
    public PatternSettings withStructure(String value) {
        return new PatternSettings(
                value,
                density,
                weightBudget,
                groupRows,
                blockDensity,
                patternSeed,
                coverChannels,
                weightCapacity,
                patternCapacity,
                options);
    }

    /**
     * Other density.
     *
     * @param value kept / all weights
     * @return changed settings
     */
    public PatternSettings withDensity(double value) {
        return new PatternSettings(
                structure,
                value,
                weightBudget,
                groupRows,
                blockDensity,
                patternSeed,
                coverChannels,
                weightCapacity,
                patternCapacity,
                options);
    }

    /**
     * Other weight budget.
     *
     * @param value most weights that may be kept, or 0
     * @return changed settings
     */
    public PatternSettings withWeightBudget(int value) {
        return new PatternSettings(
                structure,
                density,
                value,
                groupRows,
                blockDensity,
                patternSeed,
                coverChannels,
                weightCapacity,
                patternCapacity,
                options);
    }

    /**
     * Other group size.
     *
     * @param value rows per group
     * @return changed settings
     */
    public PatternSettings withGroupRows(int value) {
        return new PatternSettings(
                structure,
                density,
                weightBudget,
                value,
                blockDensity,
                patternSeed,
                coverChannels,
                weightCapacity,
                patternCapacity,
                options);
    }

    /**
     * Other block density.
     *
     * @param value kept / all positions of a block
     * @return changed settings
     */
    public PatternSettings withBlockDensity(double value) {
        return new PatternSettings(
                structure,
                density,
                weightBudget,
                groupRows,
                value,
                patternSeed,
                coverChannels,
                weightCapacity,
                patternCapacity,
                options);
    }

    /**
     * Other seed.
     *
     * @param value seed, or null for the network's
     * @return changed settings
     */
    public PatternSettings withPatternSeed(@Nullable Long value) {
        return new PatternSettings(
                structure,
                density,
                weightBudget,
                groupRows,
                blockDensity,
                value,
                coverChannels,
                weightCapacity,
                patternCapacity,
                options);
    }

    /**
     * With or without channel coverage.
     *
     * @param value whether every input channel is kept by at least one group
     * @return changed settings
     */
    public PatternSettings withCoverChannels(boolean value) {
        return new PatternSettings(
                structure,
                density,
                weightBudget,
                groupRows,
                blockDensity,
                patternSeed,
                value,
                weightCapacity,
                patternCapacity,
                options);
    }

    /**
     * Other length of {@code W}.
     *
     * @param value number of weights, or 0
     * @return changed settings
     */
    public PatternSettings withWeightCapacity(int value) {
        return new PatternSettings(
                structure,
                density,
                weightBudget,
                groupRows,
                blockDensity,
                patternSeed,
                coverChannels,
                value,
                patternCapacity,
                options);
    }

    /**
     * Other length of {@code I}.
     *
     * @param value number of words, or 0
     * @return changed settings
     */
    public PatternSettings withPatternCapacity(int value) {
        return new PatternSettings(
                structure,
                density,
                weightBudget,
                groupRows,
                blockDensity,
                patternSeed,
                coverChannels,
                weightCapacity,
                value,
                options);
    }

    /**
     * Other options.
     *
     * @param value settings that only some structures read
     * @return changed settings
     */
    public PatternSettings withOptions(StructureOptions value) {
        return new PatternSettings(
                structure,
                density,
                weightBudget,
                groupRows,
                blockDensity,
                patternSeed,
                coverChannels,
                weightCapacity,
                patternCapacity,
                value);
    }

    /** Numbers were planned for the size that the layer had; the density still holds. 0 is a size not yet known. */
    PatternSettings resized(long before, long after) {
        return before > 0 && before != after
                ? withWeightBudget(0)
                        .withWeightCapacity(0)
                        .withPatternCapacity(0)
                        .withOptions(options.withKeptRows(0).withKeptChannels(0))
                : this;
    }

    /**
     * Length of the parameter {@code W}.
     *
     * @param spec what {@link #spec} made of these settings
     * @return number of weights, at least what a pattern keeps
     */
    public int weightSlots(PatternSpec spec) {
        return weightCapacity > 0 ? weightCapacity : rule().keptWeights(spec);
    }

    /**
     * Length of the parameter {@code I}.
     *
     * @param spec what {@link #spec} made of these settings
     * @return number of words, at least the length of an encoded pattern
     */
    public int patternSlots(PatternSpec spec) {
        return patternCapacity > 0 ? patternCapacity : rule().encodedLength(spec);
    }

    /**
     * The pattern of a layer that is initialised: the structure's for random scores if it fits the lengths of the parameters,
     * else a place holder, the smallest pattern that fits ({@link Pattern#smallest}), which the caller replaces.
     *
     * @param spec what {@link #spec} made of these settings
     * @return a pattern that fits
     */
    public Pattern initialPattern(PatternSpec spec) {
        Structure structure = rule();
        int weights = weightSlots(spec);
        int words = patternSlots(spec);
        boolean known = !structure.sizesFollowScores(spec);
        if (!known || (structure.keptWeights(spec) <= weights && structure.encodedLength(spec) <= words)) {
            Pattern pattern = structure.buildRandom(spec);
            if (pattern.keptCount() <= weights && PatternCodec.HEADER_LENGTH + pattern.indexEntries() <= words) {
                return pattern;
            }
        }
        return Pattern.smallest(spec.shape(), weights, words);
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
        if (groupRows < PatternSpec.AUTOMATIC_GROUP_ROWS) {
            throw refuse(layerName, "group rows is " + groupRows + "; it must be at least 1, or 0 for automatic", null);
        }
        if (!(blockDensity > 0 && blockDensity <= 1)) {
            throw refuse(layerName, "block density is " + blockDensity + "; it must be in (0, 1]", null);
        }
        if (weightBudget < 0) {
            throw refuse(layerName, "weight budget is " + weightBudget + "; it must be at least 0", null);
        }
        if (weightCapacity < 0 || patternCapacity < 0) {
            throw refuse(
                    layerName,
                    "weight capacity is " + weightCapacity + " and pattern capacity " + patternCapacity
                            + "; they must be at least 0",
                    null);
        }
        try {
            options.checkFor(structure);
        } catch (IllegalArgumentException e) {
            throw refuse(layerName, e.getMessage(), e);
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
        checkAtMost(layerName, "weight budget", weightBudget, shape);
        checkAtMost(layerName, "weight capacity", weightCapacity, shape);
        try {
            int budget = weightBudget > 0
                    ? weightBudget
                    : PatternSpec.of(shape, density).budget();
            PatternSpec spec = new PatternSpec(
                    shape,
                    density,
                    budget,
                    groupRows,
                    blockDensity,
                    coverChannels,
                    seed(layerName, networkSeed),
                    options);
            checkLengths(spec);
            return spec;
        } catch (IllegalArgumentException e) {
            throw refuse(layerName, e.getMessage(), e);
        }
    }

    private static void checkAtMost(@Nullable String layerName, String what, int value, WeightShape shape) {
        if (value > shape.size()) {
            throw refuse(layerName, what + " is " + value + "; the layer has " + shape.size() + " weights", null);
        }
    }

    private void checkLengths(PatternSpec spec) {
        if (!rule().sizesFollowScores(spec)) {
            rule().keptWeights(spec);
        } else if (weightCapacity == 0 || patternCapacity == 0) {
            throw new IllegalArgumentException("how many weights structure \"" + structure + "\" keeps with "
                    + spec.options() + " depends on the scores; weight capacity and pattern capacity must be given,"
                    + " as PatternSettings.fitting does for a pattern that is made already");
        }
        if (weightCapacity > 0 || patternCapacity > 0) {
            Pattern.smallest(spec.shape(), weightSlots(spec), patternSlots(spec));
        }
    }

    private long seed(@Nullable String layerName, long networkSeed) {
        return patternSeed != null ? patternSeed : seedOf(layerName, networkSeed);
    }

    static DL4JInvalidConfigException refuse(
            @Nullable String layerName, @Nullable String problem, @Nullable Throwable cause) {
        return new DL4JInvalidConfigException(
                "Layer \"" + (layerName == null ? "(not named)" : layerName) + "\": " + problem, cause);
    }
}
