/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.ArrayList;
import java.util.List;

/** The weights with the highest scores, wherever they stand: one row per block. Ties are broken by the seed. */
public final class UnstructuredStructure implements Structure {
    /** Name in configurations. */
    public static final String ID = "unstructured";

    /** Makes the structure. */
    public UnstructuredStructure() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int code() {
        return 2;
    }

    @Override
    public int keptWeights(PatternSpec spec) {
        return spec.budget();
    }

    @Override
    public int encodedLength(PatternSpec spec) {
        int perRow = PatternCodec.TAPS_HEADER + 1;
        return Math.toIntExact(
                (long) PatternCodec.HEADER_LENGTH + (long) perRow * spec.shape().rows() + spec.budget());
    }

    @Override
    public Pattern build(PatternSpec spec, float[] scores) {
        Scores.check(spec, scores);
        long[] keys = new long[scores.length];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = TopK.key(scores[i]);
        }
        SeededRandom random = new SeededRandom(spec.seed(), SeededRandom.Stream.COLUMNS);
        int[] kept = TopK.select(keys, spec.budget(), random);

        WeightShape shape = spec.shape();
        int rowSize = shape.channels() * shape.positions();
        List<Block> blocks = new ArrayList<>(shape.rows());
        int next = 0;
        for (int row = 0; row < shape.rows(); row++) {
            int start = next;
            while (next < kept.length && kept[next] / rowSize == row) {
                next++;
            }
            blocks.add(rowBlock(row, kept, start, next, shape));
        }
        return new Pattern(shape, blocks);
    }

    private static Block rowBlock(int row, int[] kept, int start, int end, WeightShape shape) {
        int[] channels = new int[end - start];
        int[] positions = new int[end - start];
        for (int i = start; i < end; i++) {
            channels[i - start] = kept[i] / shape.positions() % shape.channels();
            positions[i - start] = kept[i] % shape.positions();
        }
        return Block.ofTaps(new int[] {row}, channels, positions);
    }
}
