/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PatternTest {
    private static final WeightShape SHAPE = new WeightShape(4, 3, 2, 2);
    private static final int[] NONE = {};

    private static int[] ints(int... values) {
        return values;
    }

    private static Pattern example() {
        return new Pattern(
                SHAPE,
                List.of(
                        Block.product(ints(2, 0), ints(0), ints(1, 3)),
                        Block.ofTaps(ints(1), ints(2, 2), ints(0, 1)),
                        Block.product(ints(3), NONE, NONE)));
    }

    @Test
    void slotsRunOverBlocksThenTapsThenRows() {
        Pattern pattern = example();
        assertThat(pattern.keptCount()).isEqualTo(6);
        assertThat(pattern.blockOffset(1)).isEqualTo(4);
        assertThat(pattern.denseIndices()).containsExactly(25, 1, 27, 3, 12 + 8, 12 + 9);
        boolean[] mask = pattern.toMask();
        assertThat(mask).hasSize(48);
        assertThat(mask[27]).isTrue();
        assertThat(mask[26]).isFalse();
        assertThat(pattern.density()).isEqualTo(6 / 48.0);
        assertThat(pattern).hasToString("Pattern[[4, 3, 2, 2], 3 blocks, 6 weights]");
        assertThat(pattern.blocks().get(1)).hasToString("Block[1 rows x 2 taps]");
        assertThat(pattern.blocks().get(0)).hasToString("Block[2 rows x 2 product taps]");
    }

    @Test
    void countsDeadChannelsZeroKernelsAndIndexEntries() {
        Pattern pattern = example();
        assertThat(pattern.deadChannels()).isEqualTo(1);
        assertThat(pattern.zeroKernelShare()).isCloseTo(1 - 3 / 12.0, within(1e-12));
        assertThat(pattern.indexEntries()).isEqualTo((4 + 2 + 1 + 2) + (3 + 1 + 2) + (4 + 1));
        assertThat(pattern.indexBytes()).isEqualTo(80);
    }

    @Test
    void equalityAndChecksumFollowTheContent() {
        assertThat(example()).isEqualTo(example()).hasSameHashCodeAs(example());
        assertThat(example().checksum()).isEqualTo(example().checksum());
        Pattern reordered = new Pattern(
                SHAPE,
                List.of(
                        Block.product(ints(0, 2), ints(0), ints(1, 3)),
                        Block.ofTaps(ints(1), ints(2, 2), ints(0, 1)),
                        Block.product(ints(3), NONE, NONE)));
        assertThat(reordered).isNotEqualTo(example());
        assertThat(reordered.checksum()).isNotEqualTo(example().checksum());
        Pattern asTaps = new Pattern(WeightShape.dense(1, 2), List.of(Block.ofTaps(ints(0), ints(1), ints(0))));
        Pattern asProduct = new Pattern(WeightShape.dense(1, 2), List.of(Block.product(ints(0), ints(1), ints(0))));
        assertThat(asTaps).isNotEqualTo(asProduct).isNotEqualTo(example());
        assertThat(asTaps.checksum()).isNotEqualTo(asProduct.checksum());
    }

    @Test
    void aRowMayBeInSeveralBlocksThatShareNoTap() {
        Pattern pattern = new Pattern(
                SHAPE,
                List.of(
                        Block.product(ints(0, 1, 2, 3), ints(0), ints(1, 3)),
                        Block.ofTaps(ints(1), ints(0, 2), ints(0, 0)),
                        Block.ofTaps(ints(3, 1), ints(1), ints(2))));
        assertThat(pattern.keptCount()).isEqualTo(12);
        assertThat(pattern.deadChannels()).isZero();
        assertThat(pattern.zeroKernelShare()).isCloseTo(1 - 7 / 12.0, within(1e-12));
        int[] dense = pattern.denseIndices();
        assertThat(dense).doesNotHaveDuplicates().endsWith(12 + 0, 12 + 8, 3 * 12 + 6, 12 + 6);
        PatternState state = PatternState.initial(pattern, "grouping");
        assertThat(PatternCodec.decode(PatternCodec.encode(state), SHAPE)).isEqualTo(state);
    }

    private static void assertRefused(String message, Block... blocks) {
        assertThatThrownBy(() -> new Pattern(SHAPE, List.of(blocks)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatIsNoPattern() {
        Block rest = Block.product(ints(0, 1, 2), NONE, NONE);
        assertRefused("Row 3 is in no block", rest);
        assertRefused("keeps no weight", rest, Block.product(ints(3), NONE, NONE));
        assertRefused("Row 4 of block 1", rest, Block.product(ints(4), ints(0), ints(0)));
        assertRefused("Row -1 of block 1", rest, Block.product(ints(-1), ints(0), ints(0)));
        assertRefused("Row 3 is in no block", rest, Block.product(ints(2), ints(0), ints(0)));
        assertRefused("Row 3 stands twice in block 1", rest, Block.product(ints(3, 3), ints(0), ints(0)));
        assertRefused(
                "Tap (2, 1) of row 3 is in two blocks",
                rest,
                Block.product(ints(3), ints(0, 2), ints(1)),
                Block.ofTaps(ints(2, 3), ints(0, 2), ints(0, 1)));
        assertRefused("Channel 3 of block 1", rest, Block.product(ints(3), ints(3), ints(0)));
        assertRefused("Channel -1 of block 1", rest, Block.product(ints(3), ints(-1), ints(0)));
        assertRefused("Kernel position 4 of block 1", rest, Block.product(ints(3), ints(0), ints(4)));
        assertRefused("Kernel position -1 of block 1", rest, Block.product(ints(3), ints(0), ints(-1)));
        assertRefused("Tap (1, 2) stands twice", rest, Block.ofTaps(ints(3), ints(1, 0, 1), ints(2, 2, 2)));
        assertThatThrownBy(() -> Block.product(NONE, ints(0), ints(0))).hasMessageContaining("at least one row");
        assertThatThrownBy(() -> Block.product(ints(0), ints(0), NONE)).hasMessageContaining("kernel position");
        assertThatThrownBy(() -> Block.ofTaps(ints(0), ints(0, 1), ints(0)))
                .hasMessageContaining("2 tap channels but 1");
    }
}
