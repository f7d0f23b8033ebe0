/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternViewTest {
    private static final int WHITE = 0xFFFFFFFF;
    private static final int BLUE = 0xFF1F77B4;
    private static final int ORANGE = 0xFFFF7F0E;

    /** Rows 0 and 2 keep channel 1 at positions 0 and 3 of a 2x2 kernel, row 1 two taps, row 3 none. */
    private static final Pattern SMALL = new Pattern(
            new WeightShape(4, 2, 2, 2),
            List.of(
                    Block.product(new int[] {2, 0}, new int[] {1}, new int[] {0, 3}),
                    Block.ofTaps(new int[] {1}, new int[] {0, 1}, new int[] {1, 2}),
                    Block.product(new int[] {3}, new int[] {}, new int[] {})));

    private static String text(BufferedImage image) {
        StringBuilder lines = new StringBuilder();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int colour = image.getRGB(x, y);
                lines.append(colour == WHITE ? '.' : colour == BLUE ? 'a' : colour == ORANGE ? 'b' : '?');
            }
            lines.append('\n');
        }
        return lines.toString();
    }

    @Test
    void forwardHasRowsByTaps() {
        assertThat(text(PatternView.FORWARD.draw(SMALL))).isEqualTo("""
                ....a..a
                .b....b.
                ....a..a
                ........
                """);
    }

    @Test
    void regroupedRowsStandInTheOrderOfTheBlocks() {
        assertThat(text(PatternView.FORWARD_REGROUPED.draw(SMALL))).isEqualTo("""
                ....a..a
                ....a..a
                .b....b.
                ........
                """);
    }

    /** W'[c, (o, p)] = W[o, c, k2-1-p]. */
    @Test
    void backwardHasChannelsByRowsAndTurnedPositions() {
        assertThat(text(PatternView.BACKWARD.draw(SMALL))).isEqualTo("""
                ......b.........
                a..a.b..a..a....
                """);
        assertThat(text(PatternView.BACKWARD_REGROUPED.draw(SMALL))).isEqualTo("""
                ..........b.....
                a..aa..a.b......
                """);
    }

    @ParameterizedTest
    @CsvSource({"hrbp,13,7,3", "unstructured,13,7,3", "dense,5,3,1", "hrbp,40,32,5", "unstructured,1,1,3"})
    void everyKeptWeightIsAPixelAtItsPlace(String structure, int rows, int channels, int kernel) {
        WeightShape shape = new WeightShape(rows, channels, kernel, kernel);
        PatternSpec spec = PatternSpec.of(shape, structure.equals("dense") ? 1 : 0.3);
        Pattern pattern = Structures.byId(structure).buildRandom(spec);
        boolean[] mask = pattern.toMask();
        int positions = kernel * kernel;
        BufferedImage forward = PatternView.FORWARD.draw(pattern);
        BufferedImage backward = PatternView.BACKWARD.draw(pattern);
        for (int i = 0; i < mask.length; i++) {
            int row = i / (channels * positions);
            int channel = i / positions % channels;
            int turned = positions - 1 - i % positions;
            assertThat(forward.getRGB(i % (channels * positions), row) != WHITE).isEqualTo(mask[i]);
            assertThat(backward.getRGB(row * positions + turned, channel) != WHITE)
                    .isEqualTo(mask[i]);
        }
        for (PatternView view : PatternView.values()) {
            assertThat(text(view.draw(pattern))
                            .chars()
                            .filter(c -> c != '.' && c != '\n')
                            .count())
                    .as(view.fileName())
                    .isEqualTo(pattern.keptCount());
        }
    }

    /** Row 0 is in two blocks, as with left-overs that are kept. */
    @Test
    void aRowOfSeveralBlocksHasOnePlace() {
        Pattern leftovers = new Pattern(
                new WeightShape(3, 4, 1, 1),
                List.of(
                        Block.product(new int[] {2, 0}, new int[] {1}, new int[] {0}),
                        Block.product(new int[] {0}, new int[] {3}, new int[] {0}),
                        Block.product(new int[] {1}, new int[] {}, new int[] {})));
        assertThat(text(PatternView.FORWARD_REGROUPED.draw(leftovers))).isEqualTo("""
                .a..
                .a.b
                ....
                """);
        PatternSpec spec = PatternSpec.of(new WeightShape(16, 12, 3, 3), 0.3)
                .withOptions(StructureOptions.DEFAULT.withLeftovers(StructureOptions.KEEP));
        Pattern grouped = Structures.byId("grouping").buildRandom(spec);
        assertThat(grouped.blocks().stream().mapToInt(Block::rowCount).sum()).isGreaterThan(16);
        for (PatternView view : PatternView.values()) {
            assertThat(text(view.draw(grouped))
                            .chars()
                            .filter(c -> c != '.' && c != '\n')
                            .count())
                    .as(view.fileName())
                    .isEqualTo(grouped.keptCount());
        }
    }

    @Test
    void aLayerTooLargeForAPictureIsRefused() {
        WeightShape shape = new WeightShape(1, (1 << 28) + 1, 1, 1);
        Pattern pattern = new Pattern(shape, List.of(Block.product(new int[] {0}, new int[] {0}, new int[] {0})));
        assertThatThrownBy(() -> PatternView.FORWARD.draw(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("268435457");
    }
}
