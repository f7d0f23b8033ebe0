/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayerSharesTest {
    @Test
    void splitsInProportionByLargestRemainder() {
        assertThat(split(10, new long[] {1, 2, 2}, 99, 99, 99)).containsExactly(2, 4, 4);
        assertThat(split(10, new long[] {1, 1, 1}, 99, 99, 99)).containsExactly(4, 3, 3);
        assertThat(split(3, new long[] {5, 3}, 99, 99)).containsExactly(2, 1);
        assertThat(split(0, new long[] {1, 1}, 99, 99)).containsExactly(0, 0);
    }

    @Test
    void whatHasNoRoomGoesToTheOthers() {
        assertThat(split(10, new long[] {8, 1, 1}, 2, 99, 99)).containsExactly(2, 4, 4);
        assertThat(split(10, new long[] {8, 1, 1}, 0, 3, 99)).containsExactly(0, 3, 7);
        assertThat(split(6, new long[] {5, 1, 0}, 2, 1, 9)).containsExactly(2, 1, 3);
        assertThat(split(4, new long[] {0, 0}, 1, 9)).containsExactly(0, 4);
        assertThat(split(10, new long[] {0, 7}, 9, 1)).containsExactly(9, 1);
    }

    @Test
    void addsUpWithinTheRoom() {
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            int n = 1 + random.nextInt(6);
            int[] room = random.ints(n, 0, 30).toArray();
            int total = random.nextInt(Arrays.stream(room).sum() + 1);
            int[] parts = LayerShares.split(total, random.longs(n, 0, 5).toArray(), room);
            assertThat(Arrays.stream(parts).sum()).isEqualTo(total);
            for (int j = 0; j < n; j++) {
                assertThat(parts[j]).isBetween(0, room[j]);
            }
        }
    }

    private static int[] split(int total, long[] shares, int... room) {
        return LayerShares.split(total, shares, room);
    }
}
