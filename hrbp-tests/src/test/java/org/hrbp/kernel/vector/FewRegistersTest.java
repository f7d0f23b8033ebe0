/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.hrbp.kernel.Memory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiles for processors with 16 vector registers, beside those for 32: the same sums to the same bits, on either. */
class FewRegistersTest {
    private static final int PLANE = 64 * Lanes.LENGTH;
    private static final int TILE = 4 * Lanes.LENGTH;

    private final Random random = new Random(11);

    private float[] numbers(int count) {
        float[] some = new float[count];
        for (int i = 0; i < count; i++) {
            some[i] = (float) random.nextGaussian();
        }
        return some;
    }

    private Object plane() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(4 * PLANE).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(numbers(PLANE));
        return Lanes.of(Memory.wrap(bytes, false));
    }

    /** Byte offsets of places from which a whole tile can be read. */
    private int place() {
        return 4 * random.nextInt(PLANE - TILE);
    }

    @Test
    void twoHalvesAreATileOfFourRows() {
        for (int taps : new int[] {0, 1, 2, 31}) {
            Object source = plane();
            float[] weights = numbers(4 * taps + 3);
            int[] table = new int[2 * taps];
            for (int t = 0; t < taps; t++) {
                table[2 * t] = place();
                table[2 * t + 1] = 4 * t;
            }
            int row = taps == 0 ? 0 : random.nextInt(4);
            float[] whole = numbers(5 * TILE);
            float[] halves = whole.clone();
            Tiles.addQuad(source, 0, table, 0, taps, weights, row, whole, TILE);
            Tiles.addQuadHalf(source, 0, table, 0, taps, weights, row, halves, TILE);
            Tiles.addQuadHalf(source, 2L * Lanes.BYTES, table, 0, taps, weights, row, halves, TILE + 2 * Lanes.LENGTH);
            assertThat(halves).as("%d taps", taps).containsExactly(whole);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 4", "2, 5", "3, 4", "4, 4", "4, 7", "5, 8", "6, 4", "7, 9", "8, 3", "16, 16"})
    void theWeightGradientIsTheSameWithFewerTapsAtOnce(int taps, int rows) {
        Object x = plane();
        Object y = plane();
        int[] inputs = random.ints(taps, 0, PLANE / 2).toArray();
        int[] outputs = random.ints(rows, 0, PLANE / 2).toArray();
        int[] table = random.ints(2 * 20, 0, 2 * PLANE - Lanes.BYTES)
                .map(i -> i / 4 * 4)
                .toArray();
        float[] many = numbers(taps * rows * Lanes.LENGTH);
        float[] few = many.clone();
        float[] before = many.clone();
        ProductTiles.add(false, x, inputs, taps, y, outputs, rows, table, 3, 20, many, 0);
        ProductTiles.add(true, x, inputs, taps, y, outputs, rows, table, 3, 20, few, 0);
        assertThat(few).containsExactly(many);
        for (int w = 0; w < taps * rows; w++) {
            assertThat(many[w * Lanes.LENGTH]).as("weight %d of seed 11", w).isNotEqualTo(before[w * Lanes.LENGTH]);
        }
    }
}
