/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/** Random numbers without state: a value depends on the seed and three counters only. */
final class Counter {
    private Counter() {}

    /** A number in {@code [0, bound)}. */
    static int below(int bound, long seed, long a, long b, long c) {
        long hash = mix(mix(mix(mix(seed) + a) + b) + c);
        return (int) (((hash >>> 32) * bound) >>> 32);
    }

    /** The output function of SplitMix64 (Steele, Lea, Flood 2014). */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
