/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class WeightShapeTest {
    @Test
    void countsWeights() {
        WeightShape shape = new WeightShape(4, 3, 5, 2);
        assertThat(shape.positions()).isEqualTo(10);
        assertThat(shape.size()).isEqualTo(120);
        assertThat(WeightShape.dense(7, 9).size()).isEqualTo(63);
        assertThat(shape).hasToString("[4, 3, 5, 2]");
    }

    @Test
    void refusesEmptyAndHugeShapes() {
        assertThatThrownBy(() -> new WeightShape(0, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0, 1, 1, 1]");
        assertThatThrownBy(() -> new WeightShape(1 << 16, 1 << 15, 1, 1)).hasMessageContaining("2^31");
        int most = Integer.MAX_VALUE;
        assertThatThrownBy(() -> new WeightShape(most, most, most, most)).hasMessageContaining("2^31");
        assertThat(WeightShape.dense(most, 1).size()).isEqualTo(most);
    }
}
