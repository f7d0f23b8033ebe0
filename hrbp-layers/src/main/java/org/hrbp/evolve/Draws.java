/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import org.hrbp.pattern.SeededRandom;

/**
 * Random numbers of one layer at one step. Each is a function of (seed, layer, step, stream, counter) alone: there is no state
 * to save, and replicas and resumed runs agree.
 */
final class Draws {
    /** What a number is for, so that one choice does not shift another. */
    enum Stream {
        DROP(0),
        GROW(1),
        SIGN(2),
        NOISE(3);

        private final int number;

        Stream(int number) {
            this.number = number;
        }
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final int SHORTS = 4;

    /** Mean and standard deviation of the sum of 8 uniform 16-bit numbers. */
    private static final double NOISE_MEAN = 8 * 65535 / 2.0;

    private static final double NOISE_DEVIATION = Math.sqrt(8 * (65536.0 * 65536.0 - 1) / 12);

    /** What each stream's numbers start from. */
    private final long[] keys = new long[Stream.values().length];

    Draws(long seed, String layer, long step) {
        long key = SeededRandom.mix(seed + GOLDEN);
        for (int i = 0; i < layer.length(); i++) {
            key = SeededRandom.mix(key + GOLDEN + layer.charAt(i));
        }
        for (Stream stream : Stream.values()) {
            // the sign of a place holds for the whole training
            long time = stream == Stream.SIGN ? 0 : step;
            keys[stream.number] = SeededRandom.mix(SeededRandom.mix(key + GOLDEN * (stream.number + 1)) + time);
        }
    }

    long at(Stream stream, long counter) {
        return SeededRandom.mix(keys[stream.number] + GOLDEN * (counter + 1));
    }

    /** A fixed sign, -1 or 1, for a place in the dense weights. */
    int sign(long place) {
        return at(Stream.SIGN, place) < 0 ? -1 : 1;
    }

    /**
     * A number from nearly the standard normal distribution: a sum of 8 uniform ones, within 4.9 deviations. Cheap, and the
     * same on every machine, which logarithms need not be.
     */
    double normal(long place) {
        return (shorts(at(Stream.NOISE, 2 * place)) + shorts(at(Stream.NOISE, 2 * place + 1)) - NOISE_MEAN)
                / NOISE_DEVIATION;
    }

    private static long shorts(long bits) {
        long sum = 0;
        for (int i = 0; i < SHORTS; i++) {
            sum += (bits >>> (16 * i)) & 0xFFFF;
        }
        return sum;
    }
}
