/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the paper says of blocks in the input gradient: there the weights are {@code W'[c, (o, p)] = W[o, c, k2 - 1 - p]},
 * rotated by 180 degrees and with inputs and outputs swapped.
 */
class DeckClaimsTest {
    /** Share of the smallest rectangle of W' around a block's weights that is kept weights. */
    private static double fillInInputGradient(WeightShape shape, Block block) {
        int last = shape.positions() - 1;
        boolean[][] live = new boolean[shape.channels()][shape.rows() * shape.positions()];
        for (int row : block.rows()) {
            for (int t = 0; t < block.tapCount(); t++) {
                live[block.channel(t)][row * shape.positions() + last - block.position(t)] = true;
            }
        }
        long rows = Arrays.stream(live)
                .filter(line -> IntStream.range(0, line.length).anyMatch(i -> line[i]))
                .count();
        long columns = IntStream.range(0, live[0].length)
                .filter(i -> Arrays.stream(live).anyMatch(line -> line[i]))
                .count();
        return block.weightCount() / (double) (rows * columns);
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
                .hasSize(4)
                .allSatisfy(
                        block -> assertThat(fillInInputGradient(shape, block)).isEqualTo(1));
    }

    @Test
    void anUnrestrictedColumnSetIsNot() {
        WeightShape shape = new WeightShape(64, 128, 3, 3);
        assertThat(fillInInputGradient(shape, unrestricted(shape, 16, 115))).isLessThan(0.25);
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
