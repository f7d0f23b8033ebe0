/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Memory between guard zones. Everything that is no value (guards, plane padding, outputs before a call) is one NaN. */
final class Guarded {
    /** More than a pixel of any batch here; odd, so that no memory starts at a multiple of 8 bytes. */
    private static final int ZONE = 1021;

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

    /** The same with the absolute values; NaN stays NaN. */
    Guarded absolute() {
        Guarded g = new Guarded(elements);
        for (int i = 0; i < elements; i++) {
            g.memory.set(i, Math.abs(memory.get(i)));
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

    /** All of it, guards included. */
    int[] guardedBits() {
        int[] bits = new int[elements + 2 * ZONE];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = bits(i - ZONE);
        }
        return bits;
    }

    void assertGuards() {
        for (int i = 0; i < ZONE; i++) {
            if (bits(i - ZONE) != SENTINEL || bits(elements + i) != SENTINEL) {
                fail("guard element %d is overwritten: %08x before, %08x after", i, bits(i - ZONE), bits(elements + i));
            }
        }
    }

    /**
     * Every value within tolerance times its sum of absolute terms of the expected one; guards and plane padding untouched.
     *
     * @param what described in the failure
     * @param expected expected values
     * @param terms for every value the sum of the absolute values of what was added up
     */
    void assertClose(String what, Guarded expected, Guarded terms, TensorLayout layout, double tolerance) {
        assertGuards();
        assertPadding(layout);
        for (int c = 0; c < layout.channels(); c++) {
            for (int i = c * layout.plane(); i < c * layout.plane() + layout.planeValues(); i++) {
                double error = Math.abs(memory.get(i) - expected.memory.get(i));
                if (!(error <= tolerance * terms.memory.get(i))) {
                    fail(
                            "%s: channel %d, pixel %d, example %d is %s, not %s, where the terms sum up to %s",
                            what,
                            c,
                            (i - c * layout.plane()) / layout.batch(),
                            (i - c * layout.plane()) % layout.batch(),
                            memory.get(i),
                            expected.memory.get(i),
                            terms.memory.get(i));
                }
            }
        }
    }

    /** The elements between the planes are what they were at the beginning. */
    void assertPadding(TensorLayout layout) {
        for (int c = 0; c < layout.channels(); c++) {
            for (int i = c * layout.plane() + layout.planeValues(); i < (c + 1) * layout.plane(); i++) {
                if (bits(i) != SENTINEL) {
                    fail("padding after channel %d, element %d, is overwritten: %s", c, i, memory.get(i));
                }
            }
        }
    }

    void assertClose(Memory expected, double tolerance) {
        assertGuards();
        close(expected, 0, elements, tolerance * scale(expected, 0, elements, 1e-30));
    }

    /** Values close to the expected ones relative to the largest; guards and plane padding untouched. */
    void assertClose(Memory expected, TensorLayout layout, double tolerance) {
        assertGuards();
        assertPadding(layout);
        double scale = 1e-30;
        for (int c = 0; c < layout.channels(); c++) {
            scale = scale(expected, c * layout.plane(), c * layout.plane() + layout.planeValues(), scale);
        }
        for (int c = 0; c < layout.channels(); c++) {
            int first = c * layout.plane();
            close(expected, first, first + layout.planeValues(), tolerance * scale);
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
