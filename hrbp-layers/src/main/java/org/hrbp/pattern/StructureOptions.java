/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Settings that only some structures read.
 *
 * @param partitioner how rows are put into groups, of {@code hrbp} and {@code grouping}: one of {@link #PARTITIONERS}
 * @param groupingRule which columns a group of {@code grouping} keeps: one of {@link #GROUPING_RULES}
 * @param threshold non-zeros that a column needs in its group to be kept by the rule {@code threshold}, at least 1
 * @param leftovers what becomes of the mask's weights outside the groups of {@code grouping}: one of {@link #LEFTOVERS}
 * @param keptRows rows that {@code channel} keeps; 0 means {@code floor(sqrt(density) * rows)}, at least 1
 * @param keptChannels input channels that {@code channel} keeps; 0 means {@code floor(sqrt(density) * channels)}, at
 *     least 1
 * @serial exclude
 */
@SuppressWarnings("InvalidBlockTag") // a class may have @serial
public record StructureOptions(
        String partitioner, String groupingRule, int threshold, String leftovers, int keptRows, int keptChannels)
        implements Serializable {
    /** Row partitioners: {@code random}, {@code greedy}, {@code swap} (greedy, then swaps) and {@code jaccard}. */
    public static final List<String> PARTITIONERS = List.of("random", "greedy", "swap", "jaccard");

    /** The columns with the highest counts within the budget (our choice). */
    public static final String BUDGETED = "budgeted";

    /** The stop rule of the published code of Structure-LTH; its density depends on the mask. */
    public static final String OFFICIAL_STOP = "official-stop";

    /** The deck's columns with at least so many non-zeros; its density depends on the mask. */
    public static final String THRESHOLD = "threshold";

    /** Rules of {@code grouping}. */
    public static final List<String> GROUPING_RULES = List.of(BUDGETED, OFFICIAL_STOP, THRESHOLD);

    /** Left-overs are dropped. */
    public static final String DROP = "drop";

    /** Left-overs are kept as the deck's sparse block: blocks of one row beside the dense blocks. */
    public static final String KEEP = "keep";

    /** What can become of left-overs. */
    public static final List<String> LEFTOVERS = List.of(DROP, KEEP);

    /** Greedy and swaps, budgeted columns, at least 2 non-zeros, left-overs dropped, sizes from the density. */
    public static final StructureOptions DEFAULT = new StructureOptions("swap", BUDGETED, 2, DROP, 0, 0);

    /**
     * Takes the defaults for names that are null, as in files that do not have them; {@link #check} checks the values.
     *
     * @param partitioner row partitioner
     * @param groupingRule rule for columns
     * @param threshold non-zeros of a kept column
     * @param leftovers what becomes of left-overs
     * @param keptRows rows, or 0
     * @param keptChannels channels, or 0
     */
    public StructureOptions {
        partitioner = Objects.requireNonNullElse(partitioner, "swap");
        groupingRule = Objects.requireNonNullElse(groupingRule, BUDGETED);
        leftovers = Objects.requireNonNullElse(leftovers, DROP);
    }

    /**
     * Other row partitioner.
     *
     * @param value one of {@link #PARTITIONERS}
     * @return changed options
     */
    public StructureOptions withPartitioner(String value) {
        return new StructureOptions(value, groupingRule, threshold, leftovers, keptRows, keptChannels);
    }

    /**
     * Other rule for the columns of a group.
     *
     * @param value one of {@link #GROUPING_RULES}
     * @return changed options
     */
    public StructureOptions withGroupingRule(String value) {
        return new StructureOptions(partitioner, value, threshold, leftovers, keptRows, keptChannels);
    }

    /**
     * Other threshold.
     *
     * @param value non-zeros of a kept column, at least 1
     * @return changed options
     */
    public StructureOptions withThreshold(int value) {
        return new StructureOptions(partitioner, groupingRule, value, leftovers, keptRows, keptChannels);
    }

    /**
     * Other treatment of left-overs.
     *
     * @param value one of {@link #LEFTOVERS}
     * @return changed options
     */
    public StructureOptions withLeftovers(String value) {
        return new StructureOptions(partitioner, groupingRule, threshold, value, keptRows, keptChannels);
    }

    /**
     * Other number of rows.
     *
     * @param value kept rows, or 0
     * @return changed options
     */
    public StructureOptions withKeptRows(int value) {
        return new StructureOptions(partitioner, groupingRule, threshold, leftovers, value, keptChannels);
    }

    /**
     * Other number of input channels.
     *
     * @param value kept input channels, or 0
     * @return changed options
     */
    public StructureOptions withKeptChannels(int value) {
        return new StructureOptions(partitioner, groupingRule, threshold, leftovers, keptRows, value);
    }

    /** Whether the kept weights of {@code grouping} are known only when the pattern is made. */
    boolean groupingFollowsScores() {
        return !groupingRule.equals(BUDGETED) || leftovers.equals(KEEP);
    }

    /**
     * Checks each value.
     *
     * @throws IllegalArgumentException if one is not allowed, with its name
     */
    public void check() {
        oneOf("Partitioner", partitioner, PARTITIONERS);
        oneOf("Grouping rule", groupingRule, GROUPING_RULES);
        oneOf("Left-overs", leftovers, LEFTOVERS);
        atLeast("Grouping threshold", threshold, 1);
        atLeast("Kept rows", keptRows, 0);
        atLeast("Kept channels", keptChannels, 0);
    }

    /**
     * Checks each value, and that the structure reads every option that is not the default.
     *
     * @param structureId structure that the options are for
     * @throws IllegalArgumentException if a value is not allowed or not read, with its name
     */
    public void checkFor(String structureId) {
        check();
        boolean grouping = structureId.equals("grouping");
        boolean channel = structureId.equals("channel");
        boolean rows = grouping || structureId.equals("hrbp");
        read(rows, partitioner.equals(DEFAULT.partitioner), "partitioner \"" + partitioner + "\"", structureId);
        read(grouping, groupingRule.equals(BUDGETED), "grouping rule \"" + groupingRule + "\"", structureId);
        read(grouping, leftovers.equals(DROP), "left-overs \"" + leftovers + "\"", structureId);
        read(channel, keptRows == 0, "kept rows " + keptRows, structureId);
        read(channel, keptChannels == 0, "kept channels " + keptChannels, structureId);
        if (threshold != DEFAULT.threshold && !groupingRule.equals(THRESHOLD)) {
            throw new IllegalArgumentException("Grouping threshold " + threshold + " means nothing to grouping rule \""
                    + groupingRule + "\"; only \"" + THRESHOLD + "\" reads it");
        }
    }

    private static void read(boolean isRead, boolean isDefault, String option, String structureId) {
        if (!isRead && !isDefault) {
            throw new IllegalArgumentException(
                    "Option " + option + " means nothing to structure \"" + structureId + "\"; leave it out");
        }
    }

    private static void oneOf(String name, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(name + " \"" + value + "\" is not one of " + allowed);
        }
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " " + value + " is below " + least);
        }
    }
}
