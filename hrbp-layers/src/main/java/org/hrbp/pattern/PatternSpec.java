/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * What a {@link Structure} needs to know to make the pattern of one layer. All sizes of the pattern (kept weights, groups,
 * channels and positions per group, encoded length) follow from the spec without its seed and without scores, so that a
 * network configuration alone fixes the sizes of its parameters.
 *
 * @param shape shape of the dense weights; fewer than 2^24 rows and 2^24 (channel, position) pairs
 * @param density kept over all weights that the layer aims at, in (0, 1]
 * @param budget largest number of weights to keep, in {@code 1 .. shape.size()}
 * @param groupRows rows of one group, at least 1; {@link #AUTOMATIC_GROUP_ROWS} becomes {@link #automaticGroupRows}; the last
 *     group of a layer may be smaller
 * @param blockDensity share of the kernel positions that a group keeps (the paper's {@code s}), in (0, 1]
 * @param coverChannels whether every input channel is to be in a group if there are enough places (our choice)
 * @param seed seed of every random choice
 * @param options settings that only some structures read
 */
public record PatternSpec(
        WeightShape shape,
        double density,
        int budget,
        int groupRows,
        double blockDensity,
        boolean coverChannels,
        long seed,
        StructureOptions options) {
    /** Rows per group unless stated: as many as {@link #automaticGroupRows} says. */
    public static final int AUTOMATIC_GROUP_ROWS = 0;

    /** Whether every input channel is to be in a group unless stated (our choice). */
    public static final boolean DEFAULT_COVER_CHANNELS = true;

    private static final int AUTOMATIC_GROUPS = 16;
    private static final int TILE_ROWS = 4;
    private static final int MAX_AUTOMATIC_ROWS = 32;

    /** Block density unless stated: 3 of 9 positions (our choice). */
    public static final double DEFAULT_BLOCK_DENSITY = 1.0 / 3;

    /** Room for the rounding of products such as {@code 0.29 * 100}. */
    private static final double EPSILON = 1e-6;

    /**
     * Checks the values.
     *
     * @param shape shape of the dense weights
     * @param density density aimed at
     * @param budget largest number of weights
     * @param groupRows rows of one group, or {@link #AUTOMATIC_GROUP_ROWS}
     * @param blockDensity share of positions kept
     * @param coverChannels whether every channel is to be used
     * @param seed seed
     * @param options settings of some structures
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PatternSpec {
        checkIndexable(shape);
        checkShare("Density", density);
        checkShare("Block density", blockDensity);
        if (budget < 1 || budget > shape.size()) {
            throw new IllegalArgumentException(
                    "Budget " + budget + " is not in 1.." + shape.size() + " for weights of shape " + shape);
        }
        if (groupRows < AUTOMATIC_GROUP_ROWS) {
            throw new IllegalArgumentException("Group rows " + groupRows + " is below 0");
        }
        groupRows = groupRows == AUTOMATIC_GROUP_ROWS ? automaticGroupRows(shape.rows()) : groupRows;
        options.check();
    }

    /**
     * A spec with the default options.
     *
     * @param shape shape of the dense weights
     * @param density density aimed at
     * @param budget largest number of weights
     * @param groupRows rows of one group
     * @param blockDensity share of positions kept
     * @param coverChannels whether every channel is to be used
     * @param seed seed
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PatternSpec(
            WeightShape shape,
            double density,
            int budget,
            int groupRows,
            double blockDensity,
            boolean coverChannels,
            long seed) {
        this(shape, density, budget, groupRows, blockDensity, coverChannels, seed, StructureOptions.DEFAULT);
    }

    /**
     * Rows per group of a layer that does not state them: a sixteenth of its rows, in whole register tiles of four, at most 32.
     * With few groups, the filters of a layer share too few sets of channels and positions (our choice, measured in
     * docs/adr/0005-groups.md). Model files depend on it.
     *
     * @param rows rows of the layer, at least 1
     * @return 4 to 32
     */
    public static int automaticGroupRows(int rows) {
        int tiles = (rows - 1) / (AUTOMATIC_GROUPS * TILE_ROWS) + 1;
        return Math.min(MAX_AUTOMATIC_ROWS, tiles * TILE_ROWS);
    }

    static void checkIndexable(WeightShape shape) {
        long taps = (long) shape.channels() * shape.positions();
        if (Math.max(shape.rows(), taps) >= PatternCodec.WORD_LIMIT) {
            throw new IllegalArgumentException("Weight shape " + shape + " has " + PatternCodec.WORD_LIMIT
                    + " or more rows or (channel, position) pairs, too many to index");
        }
    }

    private static void checkShare(String name, double value) {
        if (!(value > 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " " + value + " is not in (0, 1]");
        }
    }

    /**
     * A spec with the default settings and the largest budget that does not exceed the density, at least one weight.
     *
     * @param shape shape of the dense weights
     * @param density kept over all weights, in (0, 1]
     * @return the spec
     * @throws IllegalArgumentException if the density is out of range
     */
    public static PatternSpec of(WeightShape shape, double density) {
        checkShare("Density", density);
        int budget = Math.max(1, (int) Math.floor(density * shape.size() + EPSILON));
        return new PatternSpec(
                shape, density, budget, AUTOMATIC_GROUP_ROWS, DEFAULT_BLOCK_DENSITY, DEFAULT_COVER_CHANNELS, 0);
    }

    /**
     * This spec with another budget.
     *
     * @param newBudget largest number of weights to keep
     * @return the changed copy
     */
    public PatternSpec withBudget(int newBudget) {
        return new PatternSpec(shape, density, newBudget, groupRows, blockDensity, coverChannels, seed, options);
    }

    /**
     * This spec with another group size.
     *
     * @param newGroupRows rows of one group, or {@link #AUTOMATIC_GROUP_ROWS}
     * @return the changed copy
     */
    public PatternSpec withGroupRows(int newGroupRows) {
        return new PatternSpec(shape, density, budget, newGroupRows, blockDensity, coverChannels, seed, options);
    }

    PatternSpec withBlockDensity(double newBlockDensity) {
        return new PatternSpec(shape, density, budget, groupRows, newBlockDensity, coverChannels, seed, options);
    }

    PatternSpec withCoverChannels(boolean newCoverChannels) {
        return new PatternSpec(shape, density, budget, groupRows, blockDensity, newCoverChannels, seed, options);
    }

    /**
     * This spec with another seed.
     *
     * @param newSeed seed of every random choice
     * @return the changed copy
     */
    public PatternSpec withSeed(long newSeed) {
        return new PatternSpec(shape, density, budget, groupRows, blockDensity, coverChannels, newSeed, options);
    }

    /**
     * This spec with other options.
     *
     * @param newOptions settings that only some structures read
     * @return the changed copy
     */
    public PatternSpec withOptions(StructureOptions newOptions) {
        return new PatternSpec(shape, density, budget, groupRows, blockDensity, coverChannels, seed, newOptions);
    }

    /**
     * Kernel positions that a group keeps: {@code max(round(s k^2), ceil(k^2 d))}, and 1 where there is one position (our
     * choice; the second term lets the layer reach its density).
     *
     * @return a number in {@code 1 .. shape.positions()}
     */
    public int keptPositions() {
        int all = shape.positions();
        long byBlockDensity = Math.round(blockDensity * all);
        long byDensity = (long) Math.ceil(all * density - EPSILON);
        return (int) Math.max(1, Math.max(byBlockDensity, byDensity));
    }
}
