/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowPartitionerTest {
    private static RowPartitioner named(String name) {
        return RowPartitioner.of(StructureOptions.DEFAULT.withPartitioner(name));
    }

    private static RowMask mask(int rows, int columns, double share, Random random) {
        RowMask mask = new RowMask(rows, columns);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                if (random.nextDouble() < share) {
                    mask.set(row, column);
                }
            }
        }
        return mask;
    }

    /** Entries of the mask in the blocks if each group keeps its fullest columns. */
    private static int objective(RowMask mask, int[][] groups, int columns) {
        int sum = 0;
        for (int[] group : groups) {
            int[] counts = mask.columnCounts(group);
            Arrays.sort(counts);
            sum += Arrays.stream(counts, counts.length - columns, counts.length).sum();
        }
        return sum;
    }

    /** The best of all partitions into groups of equal size. */
    private static int exact(RowMask mask, int groupRows, int columns) {
        return exact(mask, groupRows, columns, 0);
    }

    private static int exact(RowMask mask, int groupRows, int columns, int used) {
        int all = (1 << mask.rows()) - 1;
        if (used == all) {
            return 0;
        }
        int first = Integer.lowestOneBit(~used);
        int best = -1;
        for (int set = 0; set <= all; set++) {
            if ((set & first) != 0 && (set & used) == 0 && Integer.bitCount(set) == groupRows) {
                int chosen = set;
                int[] rows = IntStream.range(0, mask.rows())
                        .filter(r -> (chosen >> r & 1) != 0)
                        .toArray();
                int value = objective(mask, new int[][] {rows}, columns);
                best = Math.max(best, value + exact(mask, groupRows, columns, used | set));
            }
        }
        return best;
    }

    @ParameterizedTest
    @CsvSource({"6, 3, .9", "6, 2, .8", "8, 4, .9", "8, 2, .7"})
    void swapsAreNeverBetterThanTheExactSolutionAndMostlyReachIt(int rows, int groupRows, double share) {
        Random random = new Random(rows);
        int reached = 0;
        int reachedByGreedy = 0;
        int cases = 200;
        for (int i = 0; i < cases; i++) {
            RowMask mask = mask(rows, 12, 0.4, random);
            int best = exact(mask, groupRows, 4);
            int swapped = objective(mask, named("swap").partition(mask, groupRows, 4, i), 4);
            int greedy = objective(mask, named("greedy").partition(mask, groupRows, 4, i), 4);
            assertThat(swapped).isBetween(greedy, best);
            assertThat(objective(mask, named("jaccard").partition(mask, groupRows, 4, i), 4))
                    .isLessThanOrEqualTo(best);
            reached += swapped == best ? 1 : 0;
            reachedByGreedy += greedy == best ? 1 : 0;
        }
        assertThat(reached / (double) cases).isGreaterThan(share);
        assertThat(reached).isGreaterThan(reachedByGreedy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "greedy", "swap", "jaccard"})
    void groupsAreBalancedSortedAndRepeatable(String name) {
        for (int rows : new int[] {1, 7, 16, 37}) {
            RowMask mask = mask(rows, 30, 0.3, new Random(rows));
            int[][] groups = named(name).partition(mask, 8, 5, 3);
            assertThat(groups).isDeepEqualTo(named(name).partition(mask, 8, 5, 3));
            assertThat(groups.length).isEqualTo((rows + 7) / 8);
            for (int g = 0; g < groups.length; g++) {
                assertThat(groups[g]).isSorted().hasSize(g < rows / 8 ? 8 : rows % 8);
            }
            assertThat(Arrays.stream(groups)
                            .flatMapToInt(Arrays::stream)
                            .sorted()
                            .toArray())
                    .isEqualTo(IntStream.range(0, rows).toArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"greedy", "swap", "jaccard"})
    void plantedGroupsAreFoundAndRandomRowsAreNot(String name) {
        RowMask mask = new RowMask(24, 40);
        for (int row = 0; row < 24; row++) {
            for (int i = 0; i < 10; i++) {
                mask.set(row, row % 3 * 12 + i);
            }
        }
        assertThat(objective(mask, named(name).partition(mask, 8, 10, 5), 10)).isEqualTo(240);
        assertThat(objective(mask, named("random").partition(mask, 8, 10, 5), 10))
                .isLessThan(200);
    }

    @Test
    void jaccardLooksAtTheShareInCommonNotAtTheCount() {
        RowMask mask = new RowMask(4, 20);
        for (int c = 0; c < 10; c++) {
            mask.set(0, c);
        }
        mask.set(1, 0);
        mask.set(1, 1);
        mask.set(2, 0);
        assertThat(mask.jaccard(0, 1)).isEqualTo(0.2);
        assertThat(mask.jaccard(1, 2)).isEqualTo(0.5);
        assertThat(mask.overlap(0, 1)).isGreaterThan(mask.overlap(1, 2));
        assertThat(mask.jaccard(2, 3)).isZero();
        assertThat(mask.jaccard(3, 3)).isEqualTo(1);
    }

    /** Shares of a random 128 x 128 mask in the blocks of groups of 16 rows, as computed for methods. */
    @ParameterizedTest
    @CsvSource({"0.1, .23, .30, .33", "0.225, .37, .41, .43"})
    void keptShareOfARandomMask(double density, double random, double greedy, double swap) {
        PatternSpec spec = PatternSpec.of(WeightShape.dense(128, 128), density)
                .withGroupRows(16)
                .withCoverChannels(false);
        float[] scores = Scores.random(spec.withSeed(8));
        for (String structure : new String[] {"hrbp", "grouping"}) {
            PartitionQuality swapped = quality(structure, spec, "swap", scores);
            assertThat(swapped.share()).isCloseTo(swap, within(.02));
            assertThat(swapped.randomShare()).isCloseTo(random, within(.02));
            assertThat(quality(structure, spec, "greedy", scores).share()).isCloseTo(greedy, within(.02));
            assertThat(quality(structure, spec, "jaccard", scores).share()).isBetween(random + .01, swap + .01);
            PartitionQuality same = quality(structure, spec, "random", scores);
            assertThat(same.share()).isEqualTo(same.randomShare());
        }
    }

    private static PartitionQuality quality(String structure, PatternSpec spec, String name, float[] scores) {
        PatternSpec named = spec.withOptions(StructureOptions.DEFAULT.withPartitioner(name));
        return PartitionQuality.of(Structures.byId(structure), named, scores);
    }

    @Test
    void qualityRefusesWhatHasNoShare() {
        PatternSpec spec = PatternSpec.of(WeightShape.dense(4, 4), 0.5);
        Structure hrbp = Structures.byId("hrbp");
        assertThatThrownBy(() -> PartitionQuality.of(hrbp, spec, new float[16])).hasMessageContaining("All scores");
        float[] negative = new float[16];
        negative[3] = -1;
        assertThatThrownBy(() -> PartitionQuality.of(hrbp, spec, negative)).hasMessageContaining("-1");
        assertThatThrownBy(() -> PartitionQuality.of(Structures.byId("unstructured"), spec, new float[16]))
                .hasMessageContaining("unstructured");
    }
}
