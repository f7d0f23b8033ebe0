/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSpecTest {
    private static final WeightShape SHAPE = new WeightShape(10, 10, 3, 3);

    @ParameterizedTest
    @CsvSource({
        "0.1, 10, 100, 100",
        "0.29, 10, 10, 29",
        "0.3, 1, 10, 3",
        "0.001, 10, 10, 1",
        "1, 7, 3, 21",
        "0.999, 10, 10, 99"
    })
    void budgetNeverExceedsTheDensity(double density, int rows, int channels, int expected) {
        assertThat(PatternSpec.of(new WeightShape(rows, channels, 1, 1), density)
                        .budget())
                .isEqualTo(expected);
    }

    @Test
    void defaultsAndCopies() {
        PatternSpec spec = PatternSpec.of(SHAPE, 0.5);
        assertThat(spec).isEqualTo(new PatternSpec(SHAPE, 0.5, 450, 4, 1.0 / 3, true, 0));
        assertThat(spec.withBudget(7)
                        .withGroupRows(3)
                        .withBlockDensity(0.6)
                        .withCoverChannels(false)
                        .withSeed(9))
                .isEqualTo(new PatternSpec(SHAPE, 0.5, 7, 3, 0.6, false, 9));
    }

    /** Sixteen groups where there are rows for whole register tiles, and none of more than 32 rows. */
    @ParameterizedTest
    @CsvSource({"1, 4", "16, 4", "64, 4", "65, 8", "128, 8", "129, 12", "256, 16", "512, 32", "513, 32", "2048, 32"})
    void automaticGroupsAreASixteenthInWholeTiles(int rows, int groupRows) {
        assertThat(PatternSpec.automaticGroupRows(rows)).isEqualTo(groupRows);
        PatternSpec spec = PatternSpec.of(WeightShape.dense(rows, 50), 0.5);
        assertThat(spec.groupRows()).isEqualTo(groupRows);
        assertThat(spec.withGroupRows(7).withGroupRows(PatternSpec.AUTOMATIC_GROUP_ROWS))
                .isEqualTo(spec);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.0001, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesSharesOutOfRange(double value) {
        assertThatThrownBy(() -> PatternSpec.of(SHAPE, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("Density", String.valueOf(value), "(0, 1]");
        PatternSpec spec = PatternSpec.of(SHAPE, 0.5);
        assertThatThrownBy(() -> spec.withBlockDensity(value))
                .hasMessageContainingAll("Block density", String.valueOf(value), "(0, 1]");
    }

    @Test
    void refusesOtherBadValues() {
        PatternSpec spec = PatternSpec.of(SHAPE, 0.5);
        assertThatThrownBy(() -> spec.withBudget(0)).hasMessageContainingAll("Budget 0", "1..900");
        assertThatThrownBy(() -> spec.withBudget(901)).hasMessageContainingAll("Budget 901", "1..900");
        assertThatThrownBy(() -> spec.withGroupRows(-1)).hasMessageContaining("Group rows -1");
        assertThatThrownBy(() -> PatternSpec.of(WeightShape.dense(1 << 24, 1), 0.5))
                .hasMessageContaining("16777216");
        assertThatThrownBy(() -> PatternSpec.of(new WeightShape(1, 1 << 22, 2, 2), 0.5))
                .hasMessageContaining("too many");
    }

    @Test
    void structuresAreFoundByName() {
        assertThat(Structures.ids()).containsExactly("dense", "unstructured", "hrbp", "grouping", "channel");
        assertThat(Structures.ids())
                .allSatisfy(id -> assertThat(Structures.byId(id).id()).isEqualTo(id));
        assertThat(Structures.all().stream().map(Structure::code)).containsExactly(1, 2, 3, 4, 5);
        assertThatThrownBy(() -> Structures.byId("HRBP"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("\"HRBP\"", "[dense, unstructured, hrbp, grouping, channel]");
    }

    @Test
    void denseRefusesASmallBudget() {
        Structure dense = Structures.byId("dense");
        assertThatThrownBy(() -> dense.keptWeights(PatternSpec.of(SHAPE, 0.5)))
                .hasMessageContainingAll("dense", "900", "450", "0.5");
        assertThatThrownBy(() -> dense.buildRandom(PatternSpec.of(SHAPE, 0.5))).hasMessageContaining("450");
        assertThatThrownBy(() -> dense.build(PatternSpec.of(SHAPE, 1), new float[2]))
                .hasMessageContaining("2 scores");
        Pattern pattern = dense.build(PatternSpec.of(SHAPE, 1), new float[900]);
        assertThat(pattern.blocks()).hasSize(1);
        assertThat(pattern.density()).isEqualTo(1);
    }
}
