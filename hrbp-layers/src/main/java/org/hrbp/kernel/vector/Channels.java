/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.BYTES;
import static org.hrbp.kernel.vector.Lanes.LENGTH;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.program.ChannelTasks;
import org.jspecify.annotations.Nullable;

/**
 * Runs loops over the channels of tensors. Loops see whole vectors only: elements that fill none go through a vector of
 * their own.
 */
final class Channels {
    /** Vectors that are summed in float before the sum goes on in double. */
    private static final int SUM_BYTES = 128 * BYTES;

    private Channels() {}

    /** Computes whole vectors of one channel of y from a and b; b may be the same memory as a. */
    interface Map {
        void apply(int channel, Object a, long ao, Object b, long bo, Object y, long yo, int bytes);
    }

    /** Adds whole vectors of one channel to two vectors of sums. */
    interface Sum {
        void add(int channel, Object a, long ao, Object b, long bo, int bytes, float[] sums);
    }

    /** Off-heap copies of the elements that fill no vector. */
    private static final class Rest {
        private static final ThreadLocal<Rest> OF_THREAD = ThreadLocal.withInitial(Rest::new);

        private final ByteBuffer a = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
        private final ByteBuffer b = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.nativeOrder());
        private final Object vectorA = Lanes.of(Memory.wrap(a, false));
        private final Object vectorB = Lanes.of(Memory.wrap(b, false));
        private final float[] sums = new float[2 * LENGTH];

        /** Copies elements in and fills up with a value. */
        static void fill(ByteBuffer to, Memory from, long offset, int bytes, float value) {
            for (int i = 0; i < BYTES; i += 4) {
                to.putFloat(i, i < bytes ? from.bytes().getFloat((int) offset + i) : value);
            }
        }
    }

    static void map(Tensor a, @Nullable Tensor second, Tensor y, Map map) {
        Mapping mapping = new Mapping(a, second, y, map);
        ChannelTasks.run(y.layout(), mapping::channel);
    }

    /** A map, prepared for single channels. */
    static final class Mapping {
        private final Tensor a;
        private final Tensor b;
        private final Tensor y;
        private final Map map;
        private final Object va;
        private final Object vb;
        private final Object vy;
        private final int whole;
        private final int rest;

        Mapping(Tensor a, @Nullable Tensor second, Tensor y, Map map) {
            this.a = a;
            this.b = second == null ? a : second;
            this.y = y;
            this.map = map;
            va = Lanes.of(a.memory());
            vb = Lanes.of(b.memory());
            vy = Lanes.of(y.memory());
            whole = a.layout().planeValues() / LENGTH * BYTES;
            rest = 4 * a.layout().planeValues() - whole;
        }

        void channel(int c) {
            long ao = start(a, c);
            long bo = start(b, c);
            long yo = start(y, c);
            map.apply(c, va, ao, vb, bo, vy, yo, whole);
            if (rest > 0) {
                Rest r = Rest.OF_THREAD.get();
                Rest.fill(r.a, a.memory(), ao + whole, rest, 0);
                Rest.fill(r.b, b.memory(), bo + whole, rest, 0);
                map.apply(c, r.vectorA, 0, r.vectorB, 0, r.vectorA, 0, BYTES);
                for (int i = 0; i < rest; i += 4) {
                    y.memory().bytes().putFloat((int) yo + whole + i, r.a.getFloat(i));
                }
            }
        }
    }

    /** A pair of sums over each channel, prepared for single channels. */
    static final class Summing {
        private final Tensor a;
        private final Tensor b;
        private final Sum sum;
        private final Object va;
        private final Object vb;
        private final int whole;
        private final int rest;
        private final double[] first;
        private final double[] other;

        Summing(Tensor a, @Nullable Tensor second, Sum sum, double[] first, double[] other) {
            this.a = a;
            this.b = second == null ? a : second;
            this.sum = sum;
            this.first = first;
            this.other = other;
            va = Lanes.of(a.memory());
            vb = Lanes.of(b.memory());
            whole = a.layout().planeValues() / LENGTH * BYTES;
            rest = 4 * a.layout().planeValues() - whole;
        }

        /** The rest is filled up with the centre in a and with 0 in b, which must add nothing. */
        void channel(int c, double centre) {
            Rest r = Rest.OF_THREAD.get();
            double sum0 = 0;
            double sum1 = 0;
            for (int done = 0; done < whole + rest; done += SUM_BYTES) {
                Arrays.fill(r.sums, 0);
                int bytes = Math.min(SUM_BYTES, whole - done);
                if (bytes > 0) {
                    sum.add(c, va, start(a, c) + done, vb, start(b, c) + done, bytes, r.sums);
                }
                if (done + SUM_BYTES >= whole + rest && rest > 0) {
                    Rest.fill(r.a, a.memory(), start(a, c) + whole, rest, (float) centre);
                    Rest.fill(r.b, b.memory(), start(b, c) + whole, rest, 0);
                    sum.add(c, r.vectorA, 0, r.vectorB, 0, BYTES, r.sums);
                }
                sum0 += lanes(r.sums, 0);
                sum1 += lanes(r.sums, LENGTH);
            }
            first[c] = sum0;
            other[c] = sum1;
        }
    }

    private static long start(Tensor t, int channel) {
        return 4L * channel * t.layout().plane();
    }

    private static double lanes(float[] sums, int at) {
        double sum = 0;
        for (int i = 0; i < LENGTH; i++) {
            sum += sums[at + i];
        }
        return sum;
    }
}
