/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What this machine can do at most with the threads of {@link HrbpThreads}, measured, as a yardstick for kernels.
 *
 * @param threads threads that took part
 * @param fmaGflops 10^9 floating point operations per second of independent multiply-adds in registers, two each
 * @param copyGbPerS 10^9 bytes per second of a copy too large for any cache, read and written bytes both counted
 */
public record MachineCeilings(int threads, double fmaGflops, double copyGbPerS) {
    /** Compiled apart from this class, with the incubator module, so known by name only. */
    private static final String VECTOR_CLASS = "org.hrbp.kernel.vector.VectorMultiplyAdds";

    private static final int REPEATS = 8;
    private static final int CALLS = 200;
    private static final int ROUNDS = 4096;
    private static final int COPY_BYTES = 1 << 28;

    /** Multiply-adds that wait for nothing but the arithmetic units. */
    public interface MultiplyAdds {
        /**
         * Computes s = s / 2 + 1 again and again for many s that start at 1.
         *
         * @param rounds how often
         * @return the sum of all s
         */
        float run(int rounds);

        /**
         * Work of one round.
         *
         * @return two per s
         */
        int flopsPerRound();
    }

    /**
     * Measures both, with the instructions of the kernels in use; takes some seconds and half a gigabyte.
     *
     * @return the ceilings
     */
    public static MachineCeilings measure() {
        return new MachineCeilings(
                HrbpThreads.threads(), measuredMultiplyAdds(multiplyAdds(Kernels.active())), measuredCopy());
    }

    static MultiplyAdds multiplyAdds(String kernel) {
        if (!kernel.equals("vector")) {
            return new ScalarMultiplyAdds();
        }
        try {
            return Class.forName(VECTOR_CLASS)
                    .asSubclass(MultiplyAdds.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(VECTOR_CLASS + " does not load", e);
        }
    }

    private static double measuredMultiplyAdds(MultiplyAdds loop) {
        double flops = (double) CALLS * ROUNDS * loop.flopsPerRound() * HrbpThreads.threads();
        return flops
                / 1e9
                / best((task, thread) -> {
                    float sum = 0;
                    for (int call = 0; call < CALLS; call++) {
                        sum += loop.run(ROUNDS);
                    }
                    // also keeps the compiler from leaving the loop out
                    if (Float.isNaN(sum)) {
                        throw new IllegalStateException("Multiply-adds of finite numbers gave NaN");
                    }
                });
    }

    private static double measuredCopy() {
        ByteBuffer from = ByteBuffer.allocateDirect(COPY_BYTES);
        ByteBuffer to = ByteBuffer.allocateDirect(COPY_BYTES);
        int part = COPY_BYTES / HrbpThreads.threads();
        double bytes = 2.0 * part * HrbpThreads.threads();
        return bytes / 1e9 / best((task, thread) -> to.put(task * part, from, task * part, part));
    }

    /** Least seconds in which every thread did its task. */
    private static double best(HrbpThreads.Task task) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < REPEATS; i++) {
            long begin = System.nanoTime();
            HrbpThreads.run(HrbpThreads.threads(), task);
            best = Math.min(best, System.nanoTime() - begin);
        }
        return best / 1e9;
    }

    /** A loop of which Java's compiler makes vectors by itself, in the nearest cache: the best that scalar kernels can be. */
    private static final class ScalarMultiplyAdds implements MultiplyAdds {
        private static final int SUMS = 256;

        @Override
        public float run(int rounds) {
            float[] sums = new float[SUMS];
            Arrays.fill(sums, 1);
            for (int i = 0; i < rounds; i++) {
                for (int k = 0; k < SUMS; k++) {
                    sums[k] = sums[k] * 0.5f + 1;
                }
            }
            float sum = 0;
            for (float s : sums) {
                sum += s;
            }
            return sum;
        }

        @Override
        public int flopsPerRound() {
            return 2 * SUMS;
        }
    }
}
