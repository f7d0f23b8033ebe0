/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * HRBP: groups of rows, each with its own kept channels and its own kept kernel positions. A group is a product block, so
 * that it stays a full rectangle in the rotated and swapped weights of the input gradient (Ma et al., CPAL 2024). How rows
 * are grouped and how channels, positions and counts are chosen is our choice, see {@link HrbpBuilder}.
 */
public final class HrbpStructure implements Structure {
    /** Name in configurations. */
    public static final String ID = "hrbp";

    /** Makes the structure. */
    public HrbpStructure() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int code() {
        return 3;
    }

    @Override
    public int keptWeights(PatternSpec spec) {
        return HrbpSizes.of(spec).keptWeights();
    }

    @Override
    public int encodedLength(PatternSpec spec) {
        return HrbpSizes.of(spec).encodedLength();
    }

    @Override
    public Pattern build(PatternSpec spec, float[] scores) {
        Scores.check(spec, scores);
        return new HrbpBuilder(spec, scores, RowPartitioner.of(spec.options())).build();
    }
}
