/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Memory between guard zones. Everything that is no value (guards, plane padding, outputs before a call) is one NaN. */
final class Guarded {
    private static final int ZONE = 64;
    private static final int SENTINEL = 0x7fc0dead;

    private final ByteBuffer all;
    private final int elements;
    private final Memory memory;

    private Guarded(int elements) {
        this.elements = elements;
        all = ByteBuffer.allocateDirect(4 * (elements + 2 * ZONE)).order(ByteOrder.nativeOrder());
        for (int i = 0; i < elements + 2 * ZONE; i++) {
            all.putInt(4 * i, SENTINEL);
        }
        memory = Memory.wrap(
                all.duplicate().position(4 * ZONE).limit(4 * (ZONE + elements)).slice(), false);
    }

    static Guarded empty(int elements) {
        return new Guarded(elements);
    }

    static Guarded random(int elements, Random random) {
        Guarded g = new Guarded(elements);
        for (int i = 0; i < elements; i++) {
            g.memory.set(i, random.nextGaussian());
        }
        return g;
    }

    /** Random values, the plane padding left NaN. */
    static Guarded random(TensorLayout layout, Random random) {
        Guarded g = new Guarded(layout.elements());
        for (int c = 0; c < layout.channels(); c++) {
            for (int i = 0; i < layout.planeValues(); i++) {
                g.memory.set(c * layout.plane() + i, random.nextGaussian());
            }
        }
        return g;
    }

    Memory memory() {
        return memory;
    }

    Tensor tensor(TensorLayout layout) {
        return new Tensor(memory, layout);
    }

    int bits(int index) {
        return all.getInt(4 * (ZONE + index));
    }

    int[] allBits() {
        int[] bits = new int[elements];
        for (int i = 0; i < elements; i++) {
            bits[i] = bits(i);
        }
        return bits;
    }

    void assertGuards() {
        for (int i = 0; i < ZONE; i++) {
            assertThat(all.getInt(4 * i)).as("guard before").isEqualTo(SENTINEL);
            assertThat(all.getInt(4 * (ZONE + elements + i))).as("guard after").isEqualTo(SENTINEL);
        }
    }

    void assertClose(Memory expected, double tolerance) {
        assertGuards();
        close(expected, 0, elements, tolerance * scale(expected, 0, elements, 1e-30));
    }

    /** Values close to the expected ones relative to the largest; guards and plane padding untouched. */
    void assertClose(Memory expected, TensorLayout layout, double tolerance) {
        assertGuards();
        double scale = 1e-30;
        for (int c = 0; c < layout.channels(); c++) {
            scale = scale(expected, c * layout.plane(), c * layout.plane() + layout.planeValues(), scale);
        }
        for (int c = 0; c < layout.channels(); c++) {
            int first = c * layout.plane();
            close(expected, first, first + layout.planeValues(), tolerance * scale);
            for (int i = first + layout.planeValues(); i < first + layout.plane(); i++) {
                assertThat(bits(i)).as("plane padding").isEqualTo(SENTINEL);
            }
        }
    }

    private static double scale(Memory expected, int from, int to, double least) {
        double scale = least;
        for (int i = from; i < to; i++) {
            scale = Math.max(scale, Math.abs(expected.get(i)));
        }
        return scale;
    }

    private void close(Memory expected, int from, int to, double tolerance) {
        for (int i = from; i < to; i++) {
            double difference = Math.abs(memory.get(i) - expected.get(i));
            if (!(difference <= tolerance)) {
                assertThat(memory.get(i)).as("element %d", i).isCloseTo(expected.get(i), within(tolerance));
            }
        }
    }
}
