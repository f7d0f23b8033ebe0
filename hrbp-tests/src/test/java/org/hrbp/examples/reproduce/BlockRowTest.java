/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;

class BlockRowTest {
    private static final Cell CELL = new Cell("resnet32", "cifar10", TableMethod.GROUPING, 0.9, 0, "", 1);

    @Test
    void aProductStaysFull() {
        BlockRow row = BlockRow.of(
                CELL,
                "conv",
                new Pattern(
                        new WeightShape(2, 3, 3, 3),
                        List.of(Block.product(new int[] {0, 1}, new int[] {0, 2}, new int[] {1, 4, 8}))));
        assertThat(row.fillForward()).isEqualTo(1);
        assertThat(row.fillBackward()).isEqualTo(1);
        assertThat(row.weights()).isEqualTo(12);
    }

    @Test
    void anyTapsLeaveHoles() {
        // three taps in two channels and three positions fill half of that rectangle
        BlockRow row = BlockRow.of(
                CELL,
                "conv",
                new Pattern(
                        new WeightShape(2, 3, 3, 3),
                        List.of(Block.ofTaps(new int[] {0, 1}, new int[] {0, 0, 2}, new int[] {1, 4, 8}))));
        assertThat(row.fillForward()).isEqualTo(1);
        assertThat(row.fillBackward()).isEqualTo(0.5);
    }
}
