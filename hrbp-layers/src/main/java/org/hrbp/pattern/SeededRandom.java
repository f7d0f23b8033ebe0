/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * SplitMix64, written out because patterns must come out the same on every JDK and the JDK's generators do not promise
 * that. A seed has independent streams, so that one choice does not shift another.
 */
public final class SeededRandom {
    /** What a stream of a seed is for. */
    enum Stream {
        SCORES(1),
        KERNELS(2),
        ROWS(3),
        COLUMNS(4),
        POSITIONS(5);

        private final int number;

        Stream(int number) {
            this.number = number;
        }
    }

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private long state;

    SeededRandom(long seed, Stream stream) {
        this.state = mix(mix(seed) + STEP * stream.number);
    }

    long nextLong() {
        state += STEP;
        return mix(state);
    }

    /** A number in {@code 0 .. bound - 1}; the bias is below bound / 2^31. */
    int nextInt(int bound) {
        return (int) (((nextLong() >>> 33) * bound) >>> 31);
    }

    /**
     * SplitMix64's finalizer: a bijection whose outputs look random for inputs that do not.
     *
     * @param value any number
     * @return the mixed number
     */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
