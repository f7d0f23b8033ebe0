/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GreedySwapPartitionerTest {
    private static RowMask randomMask(int rows, int channels, double share, long seed) {
        SeededRandom random = new SeededRandom(seed, SeededRandom.Stream.SCORES);
        RowMask mask = new RowMask(rows, channels);
        for (int row = 0; row < rows; row++) {
            for (int channel = 0; channel < channels; channel++) {
                if (random.nextInt(1_000_000) < share * 1_000_000) {
                    mask.set(row, channel);
                }
            }
        }
        return mask;
    }

    /** Kernels of the mask in the blocks, counted from scratch. */
    private static long covered(RowMask mask, int[][] groups, int columns) {
        long sum = 0;
        for (int[] group : groups) {
            int[] counts = new int[mask.words() << 6];
            for (int c = 0; c < counts.length; c++) {
                for (int row : group) {
                    counts[c] += (int) (mask.word(row, c >> 6) >>> c & 1);
                }
            }
            Arrays.sort(counts);
            sum += Arrays.stream(counts, counts.length - columns, counts.length).sum();
        }
        return sum;
    }

    private static double share(RowMask mask, int[][] groups, int columns) {
        return (double) covered(mask, groups, columns) / covered(mask, groups, mask.words() << 6);
    }

    private static int[][] inOrder(int rows, int groupRows) {
        return IntStream.range(0, rows / groupRows)
                .mapToObj(
                        g -> IntStream.range(g * groupRows, (g + 1) * groupRows).toArray())
                .toArray(int[][]::new);
    }

    @ParameterizedTest
    @CsvSource({"0.1, .24, .28, .31", "0.225, .375, .40, .42"})
    void keepsMoreOfARandomMaskThanNaturalOrder(double p, double natural, double greedy, double swapped) {
        RowMask mask = randomMask(128, 128, p, 4);
        int columns = (int) Math.round(p * 128);
        int[][] greedyGroups = new GreedySwapPartitioner(0, RowMask::overlap).partition(mask, 16, columns, 9);
        int[][] swappedGroups = new GreedySwapPartitioner().partition(mask, 16, columns, 9);
        assertThat(share(mask, inOrder(128, 16), columns)).isBetween(p, natural + .01);
        assertThat(share(mask, greedyGroups, columns)).isGreaterThan(greedy);
        assertThat(share(mask, swappedGroups, columns)).isGreaterThan(swapped);
    }

    @Test
    void findsPlantedGroups() {
        RowMask mask = new RowMask(60, 130);
        for (int row = 0; row < 60; row++) {
            for (int i = 0; i < 30; i++) {
                mask.set(row, row % 4 * 32 + i);
            }
        }
        int[][] groups = new GreedySwapPartitioner().partition(mask, 15, 30, 1);
        assertThat(share(mask, groups, 30)).isEqualTo(1);
        for (int[] group : groups) {
            assertThat(Arrays.stream(group).map(row -> row % 4)).containsOnly(group[0] % 4);
        }
    }

    @ParameterizedTest
    @CsvSource({"37, 19, 5", "16, 70, 16", "33, 8, 16", "7, 3, 1", "1, 1, 1", "5, 9, 16", "50, 129, 7"})
    void swapsNeverLowerTheObjectiveAndGroupsAreBalanced(int rows, int channels, int groupRows) {
        RowMask mask = randomMask(rows, channels, 0.3, rows);
        int columns = Math.max(1, channels / 3);
        int[][] greedy = new GreedySwapPartitioner(0, RowMask::overlap).partition(mask, groupRows, columns, 2);
        long last = covered(mask, greedy, columns);
        for (int proposals : new int[] {1, 2, 5, 20, 50}) {
            int[][] groups =
                    new GreedySwapPartitioner(proposals, RowMask::overlap).partition(mask, groupRows, columns, 2);
            long objective = covered(mask, groups, columns);
            assertThat(objective).isGreaterThanOrEqualTo(last);
            last = objective;
            assertThat(groups.length).isEqualTo((rows + groupRows - 1) / groupRows);
            for (int g = 0; g < groups.length - 1; g++) {
                assertThat(groups[g]).hasSize(groupRows);
            }
            assertThat(Arrays.stream(groups).flatMapToInt(Arrays::stream).sorted())
                    .containsExactly(IntStream.range(0, rows).boxed().toArray(Integer[]::new));
        }
    }

    @Test
    void everySwapRaisesTheObjective() {
        RowMask mask = randomMask(24, 90, 0.25, 8);
        int[][] groups = inOrder(24, 8);
        GroupCounts counts = new GroupCounts(mask, groups, 20);
        long before = covered(mask, groups, 20);
        long last = before;
        SeededRandom random = new SeededRandom(3, SeededRandom.Stream.ROWS);
        for (int i = 0; i < 500; i++) {
            int first = random.nextInt(3);
            int second = (first + 1) % 3;
            int[] group = groups[first].clone();
            counts.swapIfBetter(first, random.nextInt(8), second, random.nextInt(8));
            long now = covered(mask, groups, 20);
            if (Arrays.equals(group, groups[first])) {
                assertThat(now).isEqualTo(last);
            } else {
                assertThat(now).isGreaterThan(last);
            }
            last = now;
        }
        assertThat(last).isGreaterThan(before);
    }
}
