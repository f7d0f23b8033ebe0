/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * Grouping (Rumi et al., PACT 2020, the deck's [21]): groups of rows, each with any taps. Its blocks are full rectangles in the
 * forward pass only. How rows are grouped is our choice; which columns a group keeps says {@link
 * StructureOptions#groupingRule()}, see {@link GroupingBuilder}.
 */
public final class GroupingStructure implements Structure {
    /** Name in configurations. */
    public static final String ID = "grouping";

    /** Makes the structure. */
    public GroupingStructure() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int code() {
        return 4;
    }

    @Override
    public boolean sizesFollowScores(PatternSpec spec) {
        return spec.options().groupingFollowsScores();
    }

    @Override
    public int keptWeights(PatternSpec spec) {
        return sizes(spec).keptWeights();
    }

    @Override
    public int encodedLength(PatternSpec spec) {
        HrbpSizes sizes = sizes(spec);
        return spec.shape().positions() == 1 ? sizes.encodedLength() : sizes.encodedTapsLength();
    }

    private HrbpSizes sizes(PatternSpec spec) {
        if (sizesFollowScores(spec)) {
            throw new IllegalArgumentException("How many weights structure \"" + ID + "\" keeps with " + spec.options()
                    + " depends on the scores; known are those of grouping rule \"" + StructureOptions.BUDGETED
                    + "\" with left-overs \"" + StructureOptions.DROP + "\"");
        }
        return HrbpSizes.of(flat(spec));
    }

    /** The layer as a matrix of rows x taps: Grouping is HRBP of a fully connected layer of that shape. */
    private static PatternSpec flat(PatternSpec spec) {
        WeightShape shape = spec.shape();
        return new PatternSpec(
                WeightShape.dense(shape.rows(), shape.channels() * shape.positions()),
                spec.density(),
                spec.budget(),
                spec.groupRows(),
                1,
                false,
                spec.seed(),
                spec.options());
    }

    @Override
    public Pattern build(PatternSpec spec, float[] scores) {
        Scores.check(spec, scores);
        return new Pattern(
                spec.shape(),
                new GroupingBuilder(flat(spec), scores, spec.shape().positions()).build());
    }
}
