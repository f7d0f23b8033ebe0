/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HrbpStructureTest {
    private static final Structure HRBP = Structures.byId("hrbp");

    @ParameterizedTest
    @CsvSource({
        // block density, layer density, kernel, kept positions
        "0.3333333333333333, 0.1, 3, 3",
        "0.3333333333333333, 0.3333333333333333, 3, 3",
        "0.3333333333333333, 0.34, 3, 4",
        "0.3333333333333333, 0.689, 3, 7",
        "1, 0.1, 3, 9",
        "0.01, 0.05, 3, 1",
        "0.3333333333333333, 1, 3, 9",
        "0.3333333333333333, 0.5, 1, 1",
        "0.3333333333333333, 0.1, 5, 8",
        "0.5, 0.28, 5, 13"
    })
    void keptPositions(double blockDensity, double density, int kernel, int expected) {
        PatternSpec spec = PatternSpec.of(new WeightShape(16, 16, kernel, kernel), density);
        assertThat(spec.withBlockDensity(blockDensity).keptPositions()).isEqualTo(expected);
    }

    @Test
    void findsPlantedBlocks() {
        WeightShape shape = new WeightShape(8, 6, 3, 3);
        float[] scores = new float[shape.size()];
        for (int row = 0; row < 8; row++) {
            int group = row % 2;
            for (int c : group == 0 ? new int[] {0, 4} : new int[] {1, 5}) {
                for (int p : group == 0 ? new int[] {2, 4, 8} : new int[] {0, 1, 3}) {
                    scores[(row * 6 + c) * 9 + p] = 1;
                }
            }
        }
        Pattern pattern = HRBP.build(PatternSpec.of(shape, 1.0 / 9).withGroupRows(4), scores);
        assertThat(pattern.blocks())
                .containsExactlyInAnyOrder(
                        Block.product(new int[] {0, 2, 4, 6}, new int[] {0, 4}, new int[] {2, 4, 8}),
                        Block.product(new int[] {1, 3, 5, 7}, new int[] {1, 5}, new int[] {0, 1, 3}));
    }

    @Test
    void extraColumnsGoWhereTheNextCountIsHighest() {
        WeightShape shape = new WeightShape(6, 5, 1, 1);
        float[] scores = {
            9, 8, 0, 0, 0, //
            9, 8, 0, 0, 0, //
            0, 0, 9, 1, 0, //
            0, 0, 9, 0, 1, //
            0, 0, 0, 0, 9, //
            0, 0, 0, 0, 9
        };
        PatternSpec spec = PatternSpec.of(shape, 8.0 / 30).withGroupRows(2);
        Pattern pattern = HRBP.build(spec, scores);
        assertThat(pattern.keptCount()).isEqualTo(8);
        assertThat(pattern.blocks())
                .contains(Block.product(new int[] {0, 1}, new int[] {0, 1}, new int[] {0}))
                .contains(Block.product(new int[] {2, 3}, new int[] {2}, new int[] {0}));
    }

    @ParameterizedTest
    @CsvSource({
        // budget, kept, blocks: 40 rows in groups of 16, 16 and 8; 3 of 9 positions
        "1, 1, 2",
        "2, 2, 2",
        "3, 3, 2",
        "23, 21, 2",
        "24, 24, 3",
        "47, 45, 2",
        "48, 48, 3",
        "71, 48, 3",
        "72, 72, 3",
        "96, 96, 3",
        "119, 96, 3",
        "120, 120, 3",
        "130, 120, 3"
    })
    void smallBudgets(int budget, int kept, int blocks) {
        PatternSpec spec = PatternSpec.of(new WeightShape(40, 8, 3, 3), 0.01)
                .withGroupRows(16)
                .withBudget(budget);
        Pattern pattern = HRBP.buildRandom(spec);
        assertThat(pattern.keptCount()).isEqualTo(kept).isEqualTo(HRBP.keptWeights(spec));
        assertThat(pattern.blocks()).hasSize(blocks);
        assertThat(PatternCodec.encode(PatternState.initial(pattern, "hrbp"))).hasSize(HRBP.encodedLength(spec));
    }

    @ParameterizedTest
    @CsvSource({
        // a budget below one column of a full group: the smaller group's columns, or a block of fewer rows
        "17, 100, 1, 16, 15, 15, 0 15",
        "33, 100, 1, 16, 15, 15, 0 0 15",
        "65, 64, 3, 64, 112, 111, 0 37",
        "17, 4, 1, 16, 15, 15, 1 0",
        // the smaller group takes what the full groups leave, up to all channels
        "17, 100, 1, 16, 49, 49, 2 17",
        "17, 100, 1, 16, 50, 50, 3 2",
        "33, 6, 1, 16, 175, 166, 5 5 6",
        "33, 100, 1, 16, 1054, 1054, 31 32 46",
        "40, 8, 3, 16, 167, 144, 1 1 2",
        "40, 8, 3, 16, 168, 168, 1 2 1",
        "20, 9, 1, 16, 35, 32, 1 4"
    })
    void theSmallerGroupTakesWhatIsLeft(
            int rows, int channels, int kernel, int groupRows, int budget, int kept, String columns) {
        PatternSpec spec = PatternSpec.of(new WeightShape(rows, channels, kernel, kernel), 0.001)
                .withBudget(budget)
                .withGroupRows(groupRows);
        Pattern pattern = HRBP.buildRandom(spec);
        assertThat(pattern.keptCount()).isEqualTo(kept).isEqualTo(HRBP.keptWeights(spec));
        int full = rows / groupRows;
        assertThat(pattern.blocks().stream().limit(full).mapToInt(b -> b.channels().length))
                .containsExactlyInAnyOrder(Arrays.stream(columns.split(" "))
                        .limit(full)
                        .map(Integer::valueOf)
                        .toArray(Integer[]::new));
        assertThat(columns).endsWith(" " + pattern.blocks().get(full).channels().length);
        assertThat(PatternCodec.encode(PatternState.initial(pattern, "hrbp"))).hasSize(HRBP.encodedLength(spec));
    }

    @Test
    void aTinyBudgetTakesTheBestKernel() {
        WeightShape shape = new WeightShape(20, 4, 2, 2);
        float[] scores = new float[shape.size()];
        scores[(7 * 4 + 2) * 4 + 1] = 5;
        scores[(11 * 4 + 2) * 4 + 1] = 4;
        Pattern pattern = HRBP.build(PatternSpec.of(shape, 0.01).withBudget(2).withBlockDensity(0.25), scores);
        assertThat(pattern.blocks().get(0)).isEqualTo(Block.product(new int[] {7, 11}, new int[] {2}, new int[] {1}));
        assertThat(pattern.deadChannels()).isEqualTo(3);
    }

    @Test
    void coverageTakesTheCheapestPlaces() {
        float[] scores = new float[4 * 6];
        Arrays.fill(scores, 0.01f);
        for (int row = 0; row < 4; row++) {
            for (int c = 0; c < 3; c++) {
                scores[row * 6 + c] = 3 - c;
            }
        }
        PatternSpec spec = PatternSpec.of(new WeightShape(4, 6, 1, 1), 0.5).withGroupRows(2);
        assertThat(HRBP.build(spec.withCoverChannels(false), scores).deadChannels())
                .isEqualTo(3);
        Pattern covered = HRBP.build(spec, scores);
        assertThat(covered.deadChannels()).isZero();
        assertThat(covered.blocks()).anySatisfy(b -> assertThat(b.channels()).contains(0));
    }

    @Test
    void coverageReplacesWhereItCostsTheLeastScore() {
        int[][] chosen = {{0, 1}, {0, 1}};
        ChannelCoverage.cover(chosen, new float[][] {{5, 4, 3}, {5, 4, 1}});
        assertThat(chosen).isDeepEqualTo(new int[][] {{0, 2}, {0, 1}});
    }

    @Test
    void differentSeedsGiveDifferentPatternsOfOneSize() {
        PatternSpec spec = PatternSpec.of(new WeightShape(64, 64, 3, 3), 0.1);
        Pattern first = HRBP.buildRandom(spec.withSeed(1));
        Pattern second = HRBP.buildRandom(spec.withSeed(2));
        assertThat(first).isNotEqualTo(second);
        assertThat(first.checksum()).isNotEqualTo(second.checksum());
        assertThat(first.checksum())
                .isEqualTo(HRBP.buildRandom(spec.withSeed(1)).checksum());
    }

    /** A saved configuration must give the same pattern on every JDK and in every later version. */
    @Test
    void patternsAreTheSameEverywhere() {
        PatternSpec spec = PatternSpec.of(new WeightShape(70, 45, 3, 3), 0.1)
                .withGroupRows(16)
                .withCoverChannels(false)
                .withSeed(42);
        assertThat(HRBP.buildRandom(spec).checksum()).isEqualTo(-1658813166);
        assertThat(Structures.byId("unstructured").buildRandom(spec).checksum()).isEqualTo(1677076274);
    }

    @Test
    void refusesBadScores() {
        PatternSpec spec = PatternSpec.of(new WeightShape(2, 2, 1, 1), 0.5);
        for (String id : new String[] {"hrbp", "unstructured"}) {
            assertThatThrownBy(() -> Structures.byId(id).build(spec, new float[3]))
                    .hasMessageContainingAll("3 scores", "[2, 2, 1, 1]", "4");
            assertThatThrownBy(() -> Structures.byId(id).build(spec, new float[] {0, 1, Float.NaN, 0}))
                    .hasMessageContainingAll("Score 2", "NaN");
        }
    }
}
