/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.List;
import java.util.stream.IntStream;

/** Everything is kept: one product block. */
public final class DenseStructure implements Structure {
    /** Name in configurations. */
    public static final String ID = "dense";

    /** Makes the structure. */
    public DenseStructure() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int code() {
        return 1;
    }

    @Override
    public StructureOptions optionsFor(Pattern pattern) {
        if (pattern.keptCount() < pattern.shape().size()) {
            throw new IllegalArgumentException(pattern + " is not dense");
        }
        return StructureOptions.DEFAULT;
    }

    @Override
    public int keptWeights(PatternSpec spec) {
        checkBudget(spec);
        return spec.shape().size();
    }

    @Override
    public int encodedLength(PatternSpec spec) {
        WeightShape shape = spec.shape();
        return PatternCodec.HEADER_LENGTH
                + PatternCodec.PRODUCT_HEADER
                + shape.rows()
                + shape.channels()
                + shape.positions();
    }

    @Override
    public Pattern build(PatternSpec spec, float[] scores) {
        Scores.check(spec, scores);
        return buildRandom(spec);
    }

    @Override
    public Pattern buildRandom(PatternSpec spec) {
        checkBudget(spec);
        WeightShape shape = spec.shape();
        Block all = Block.product(range(shape.rows()), range(shape.channels()), range(shape.positions()));
        return new Pattern(shape, List.of(all));
    }

    private static void checkBudget(PatternSpec spec) {
        int size = spec.shape().size();
        if (spec.budget() < size) {
            throw new IllegalArgumentException("Structure \"dense\" keeps all " + size + " weights of shape "
                    + spec.shape() + ", but the budget is " + spec.budget() + " (density " + spec.density()
                    + "); allowed is density 1, or a sparse structure");
        }
    }

    private static int[] range(int end) {
        return IntStream.range(0, end).toArray();
    }
}
