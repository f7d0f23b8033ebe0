/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.scalar;

import java.nio.FloatBuffer;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorLayout;

/** Between c-order and batch-innermost, one channel at a time in blocks that stay in the cache. */
final class Transposition {
    private static final int PIXELS = 32;
    private static final int EXAMPLES = 64;

    private static final ThreadLocal<float[][]> SCRATCH =
            ThreadLocal.withInitial(() -> new float[][] {new float[PIXELS], new float[PIXELS * EXAMPLES]});

    private Transposition() {}

    static void fromStandard(FloatBuffer source, Tensor target, int channel) {
        TensorLayout l = target.layout();
        FloatBuffer to = target.memory().floats();
        float[] row = SCRATCH.get()[0];
        float[] block = SCRATCH.get()[1];
        int pixels = l.height() * l.width();
        for (int n = 0; n < l.batch(); n += EXAMPLES) {
            int examples = Math.min(EXAMPLES, l.batch() - n);
            for (int p = 0; p < pixels; p += PIXELS) {
                int count = Math.min(PIXELS, pixels - p);
                for (int e = 0; e < examples; e++) {
                    source.get(((n + e) * l.channels() + channel) * pixels + p, row, 0, count);
                    for (int i = 0; i < count; i++) {
                        block[i * EXAMPLES + e] = row[i];
                    }
                }
                for (int i = 0; i < count; i++) {
                    to.put(channel * l.plane() + (p + i) * l.batch() + n, block, i * EXAMPLES, examples);
                }
            }
        }
    }

    static void toStandard(Tensor source, FloatBuffer target, int channel) {
        TensorLayout l = source.layout();
        FloatBuffer from = source.memory().floats();
        float[] row = SCRATCH.get()[0];
        float[] block = SCRATCH.get()[1];
        int pixels = l.height() * l.width();
        for (int n = 0; n < l.batch(); n += EXAMPLES) {
            int examples = Math.min(EXAMPLES, l.batch() - n);
            for (int p = 0; p < pixels; p += PIXELS) {
                int count = Math.min(PIXELS, pixels - p);
                for (int i = 0; i < count; i++) {
                    from.get(channel * l.plane() + (p + i) * l.batch() + n, block, i * EXAMPLES, examples);
                }
                for (int e = 0; e < examples; e++) {
                    for (int i = 0; i < count; i++) {
                        row[i] = block[i * EXAMPLES + e];
                    }
                    target.put(((n + e) * l.channels() + channel) * pixels + p, row, 0, count);
                }
            }
        }
    }
}
