/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.List;
import java.util.stream.IntStream;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.UnstructuredStructure;
import org.hrbp.pattern.WeightShape;

/** What is dropped and grown as a whole. */
public enum Unit {
    /** One weight of an unstructured layer; it may move anywhere in the layer. */
    WEIGHT(UnstructuredStructure.ID),
    /**
     * One column of an HRBP group: an input channel with all rows and kept positions of the group. The rows and positions of
     * the group stay.
     */
    COLUMN(HrbpStructure.ID),
    /**
     * One kernel position of an HRBP group, with all its rows and kept channels. The rows and channels of the group stay.
     */
    POSITION(HrbpStructure.ID);

    private final String structureId;

    Unit(String structureId) {
        this.structureId = structureId;
    }

    /**
     * The structure whose layers have such units.
     *
     * @return its id
     */
    public String structureId() {
        return structureId;
    }

    /**
     * All places of a layer that can be kept after an update, the kept ones among them: for {@link #WEIGHT} the dense layer;
     * for {@link #COLUMN} each group with its positions and all channels; for {@link #POSITION} each group with its channels
     * and all positions. Gradients are given in the slot order of this pattern.
     *
     * @param pattern the layer's pattern
     * @return the places as a pattern; blocks as in the pattern, or one block for {@link #WEIGHT}
     */
    public Pattern candidates(Pattern pattern) {
        WeightShape shape = pattern.shape();
        int[] channels = range(shape.channels());
        int[] positions = range(shape.positions());
        List<Block> blocks = switch (this) {
            case WEIGHT -> List.of(Block.product(range(shape.rows()), channels, positions));
            case COLUMN ->
                pattern.blocks().stream()
                        .map(b -> b.tapCount() == 0 ? b : Block.product(b.rows(), channels, b.positions()))
                        .toList();
            case POSITION ->
                pattern.blocks().stream()
                        .map(b -> b.tapCount() == 0 ? b : Block.product(b.rows(), b.channels(), positions))
                        .toList();
        };
        return new Pattern(shape, blocks);
    }

    private static int[] range(int end) {
        return IntStream.range(0, end).toArray();
    }
}
