/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.Random;
import org.hrbp.kernel.ConvCase.Structure;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows that are in several blocks: the forward pass must add what the later blocks give. */
class SharedRowsTest {
    private static final int THREADS = HrbpThreads.threads();

    @AfterEach
    void restoreThreads() {
        HrbpThreads.setThreads(THREADS);
    }

    @ParameterizedTest
    @CsvSource({"scalar, 1", "scalar, 3", "vector, 1", "vector, 3"})
    void allPassesEqualTheReference(String provider, int threads) {
        HrbpThreads.setThreads(threads);
        Random random = new Random(31);
        for (int i = 0; i < 40; i++) {
            WeightShape shape = new WeightShape(1 + random.nextInt(70), 1 + random.nextInt(20), 3, 3);
            ConvGeometry g = new ConvGeometry(3, 3, 1 + i % 2, 1 + i % 2, i % 3 % 2, 1, 1, 1);
            int batch = new int[] {1, 5, 16, 33}[i % 4];
            new ConvCase(
                            ConvCase.plan(
                                    ConvCase.pattern(Structure.SHARED_ROWS, shape, random), g, batch, 7, 6, random),
                            i % 2 == 0,
                            random)
                    .assertEqualsReference(provider);
        }
        // enough work for several parts of few pixels
        ConvGeometry point = new ConvGeometry(1, 1, 1, 1, 0, 0, 1, 1);
        WeightShape wide = new WeightShape(300, 400, 1, 1);
        new ConvCase(
                        ConvCase.plan(ConvCase.pattern(Structure.SHARED_ROWS, wide, random), point, 64, 1, 1, random),
                        true,
                        random)
                .assertEqualsReference(provider);
    }
}
