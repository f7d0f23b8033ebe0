/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the paper says of blocks in the input gradient. In its gather form the weights are {@code W'[c, (o, p)] =
 * W[o, c, k2 - 1 - p]}, rotated by 180 degrees and with inputs and outputs swapped; in its transposed form they are
 * {@code W^T[(c, p), o] = W[o, c, p]}.
 */
class DeckClaimsTest {
    private static double fillInInputGradient(WeightShape shape, Block block) {
        int last = shape.positions() - 1;
        boolean[][] live = new boolean[shape.channels()][shape.rows() * shape.positions()];
        for (int row : block.rows()) {
            for (int t = 0; t < block.tapCount(); t++) {
                live[block.channel(t)][row * shape.positions() + last - block.position(t)] = true;
            }
        }
        return fill(live);
    }

    private static double fillInTransposed(Pattern pattern, int... rows) {
        boolean[] mask = pattern.toMask();
        int taps = pattern.shape().channels() * pattern.shape().positions();
        boolean[][] live = new boolean[taps][pattern.shape().rows()];
        for (int row : rows) {
            for (int tap = 0; tap < taps; tap++) {
                live[tap][row] = mask[row * taps + tap];
            }
        }
        return fill(live);
    }

    /** Share of a matrix's smallest set of rows and columns around a block's weights that is kept weights. */
    private static double fill(boolean[][] live) {
        long rows = Arrays.stream(live)
                .filter(line -> IntStream.range(0, line.length).anyMatch(i -> line[i]))
                .count();
        long columns = IntStream.range(0, live[0].length)
                .filter(i -> Arrays.stream(live).anyMatch(line -> line[i]))
                .count();
        long weights = Arrays.stream(live)
                .flatMapToInt(line -> IntStream.range(0, line.length).filter(i -> line[i]))
                .count();
        return weights / (double) (rows * columns);
    }

    /** A block as the paper's predecessor makes it: rows and any set of (channel, position) columns. */
    private static Block unrestricted(WeightShape shape, int rows, int columns) {
        int[] all = IntStream.range(0, shape.channels() * shape.positions()).toArray();
        Random random = new Random(6);
        int[] picked = new int[columns];
        for (int i = 0; i < columns; i++) {
            int j = i + random.nextInt(all.length - i);
            picked[i] = all[j];
            all[j] = all[i];
        }
        return Block.ofTaps(
                IntStream.range(0, rows).toArray(),
                Arrays.stream(picked).map(tap -> tap / shape.positions()).toArray(),
                Arrays.stream(picked).map(tap -> tap % shape.positions()).toArray());
    }

    private static List<Block> hrbp(WeightShape shape) {
        return Structures.byId("hrbp").buildRandom(PatternSpec.of(shape, 0.1)).blocks();
    }

    @Test
    void anHrbpBlockIsAFullRectangleInW() {
        WeightShape shape = new WeightShape(64, 128, 3, 3);
        assertThat(hrbp(shape))
                .hasSize(16)
                .allSatisfy(
                        block -> assertThat(fillInInputGradient(shape, block)).isEqualTo(1));
    }

    @Test
    void anUnrestrictedColumnSetIsNot() {
        WeightShape shape = new WeightShape(64, 128, 3, 3);
        assertThat(fillInInputGradient(shape, unrestricted(shape, 16, 115))).isLessThan(0.25);
    }

    @Test
    void aChannelWiseBlockIsAndAGroupingBlockIsNot() {
        WeightShape shape = new WeightShape(64, 128, 3, 3);
        PatternSpec spec = PatternSpec.of(shape, 0.1);
        Block channel = Structures.byId("channel").buildRandom(spec).blocks().get(0);
        assertThat(fillInInputGradient(shape, channel)).isEqualTo(1);
        List<Block> grouping = Structures.byId("grouping").buildRandom(spec).blocks();
        assertThat(grouping)
                .hasSize(16)
                .allSatisfy(
                        block -> assertThat(fillInInputGradient(shape, block)).isLessThan(0.25));
        WeightShape points = new WeightShape(64, 128, 1, 1);
        assertThat(Structures.byId("grouping")
                        .buildRandom(PatternSpec.of(points, 0.1))
                        .blocks())
                .allSatisfy(
                        block -> assertThat(fillInInputGradient(points, block)).isEqualTo(1));
    }

    @Test
    void inTheTransposedFormABlockOfAnyColumnsIsFull() {
        WeightShape shape = new WeightShape(64, 128, 3, 3);
        int[] none = {};
        Block any = unrestricted(shape, 16, 115);
        Block rest = Block.product(IntStream.range(16, 64).toArray(), none, none);
        assertThat(fillInTransposed(new Pattern(shape, List.of(any, rest)), any.rows()))
                .isEqualTo(1);
        Pattern hrbp = new Pattern(shape, hrbp(shape));
        assertThat(hrbp.blocks())
                .allSatisfy(block ->
                        assertThat(fillInTransposed(hrbp, block.rows())).isEqualTo(1));
        Pattern rowsOfTheirOwn = Structures.byId("unstructured").buildRandom(PatternSpec.of(shape, 0.1));
        assertThat(fillInTransposed(rowsOfTheirOwn, any.rows())).isLessThan(0.25);
    }

    @Test
    void oneByOneIsTheException() {
        WeightShape shape = new WeightShape(64, 128, 1, 1);
        assertThat(fillInInputGradient(shape, unrestricted(shape, 16, 13))).isEqualTo(1);
        assertThat(hrbp(shape))
                .allSatisfy(
                        block -> assertThat(fillInInputGradient(shape, block)).isEqualTo(1));
    }

    @Test
    void kernelWisePruningLeavesMoreZeroKernelsTheDenserItsBlocks() {
        PatternSpec spec = PatternSpec.of(new WeightShape(128, 128, 3, 3), 0.1);
        Structure hrbp = Structures.byId("hrbp");
        double wholeKernels = hrbp.buildRandom(spec.withBlockDensity(1)).zeroKernelShare();
        double thirds = hrbp.buildRandom(spec).zeroKernelShare();
        double unstructured = Structures.byId("unstructured").buildRandom(spec).zeroKernelShare();
        assertThat(wholeKernels).isBetween(.9, .91);
        assertThat(thirds).isBetween(.7, .71);
        assertThat(unstructured).isBetween(.38, .4);
    }
}
