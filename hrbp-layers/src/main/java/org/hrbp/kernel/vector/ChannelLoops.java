/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.BYTES;
import static org.hrbp.kernel.vector.Lanes.LENGTH;
import static org.hrbp.kernel.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Loops over a whole number of vectors of one channel; offsets and lengths in bytes. */
final class ChannelLoops {
    private ChannelLoops() {}

    static void copy(Object x, long xo, Object y, long yo, int bytes) {
        for (int n = 0; n < bytes; n += BYTES) {
            Lanes.store(Lanes.load(x, xo + n), y, yo + n);
        }
    }

    static void relu(Object x, long xo, Object y, long yo, int bytes) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int n = 0; n < bytes; n += BYTES) {
            Lanes.store(Lanes.load(x, xo + n).max(zero), y, yo + n);
        }
    }

    /** {@code scale * (x - centre) + shift}. */
    static void affine(Object x, long xo, float centre, float scale, float shift, Object y, long yo, int bytes) {
        FloatVector m = FloatVector.broadcast(SPECIES, centre);
        FloatVector f = FloatVector.broadcast(SPECIES, scale);
        FloatVector s = FloatVector.broadcast(SPECIES, shift);
        for (int n = 0; n < bytes; n += BYTES) {
            Lanes.store(Lanes.load(x, xo + n).sub(m).fma(f, s), y, yo + n);
        }
    }

    static void affineRelu(Object x, long xo, float centre, float scale, float shift, Object y, long yo, int bytes) {
        FloatVector m = FloatVector.broadcast(SPECIES, centre);
        FloatVector f = FloatVector.broadcast(SPECIES, scale);
        FloatVector s = FloatVector.broadcast(SPECIES, shift);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int n = 0; n < bytes; n += BYTES) {
            Lanes.store(Lanes.load(x, xo + n).sub(m).fma(f, s).max(zero), y, yo + n);
        }
    }

    static void add(Object a, long ao, Object b, long bo, Object y, long yo, int bytes) {
        for (int n = 0; n < bytes; n += BYTES) {
            Lanes.store(Lanes.load(a, ao + n).add(Lanes.load(b, bo + n)), y, yo + n);
        }
    }

    static void addRelu(Object a, long ao, Object b, long bo, Object y, long yo, int bytes) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int n = 0; n < bytes; n += BYTES) {
            Lanes.store(Lanes.load(a, ao + n).add(Lanes.load(b, bo + n)).max(zero), y, yo + n);
        }
    }

    static void reluGradient(Object y, long yo, Object dy, long dyo, Object dx, long dxo, int bytes) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int n = 0; n < bytes; n += BYTES) {
            FloatVector v = Lanes.load(y, yo + n);
            Lanes.store(zero.blend(Lanes.load(dy, dyo + n), v.compare(VectorOperators.GT, zero)), dx, dxo + n);
        }
    }

    /** {@code a * dy + b * (x - centre) + d}. */
    static void gradient(
            Object x,
            long xo,
            Object dy,
            long dyo,
            float centre,
            float a,
            float b,
            float d,
            Object dx,
            long dxo,
            int bytes) {
        FloatVector m = FloatVector.broadcast(SPECIES, centre);
        FloatVector fa = FloatVector.broadcast(SPECIES, a);
        FloatVector fb = FloatVector.broadcast(SPECIES, b);
        FloatVector fd = FloatVector.broadcast(SPECIES, d);
        for (int n = 0; n < bytes; n += BYTES) {
            FloatVector v = Lanes.load(x, xo + n).sub(m).fma(fb, fd);
            Lanes.store(Lanes.load(dy, dyo + n).fma(fa, v), dx, dxo + n);
        }
    }

    /** The same, with only the dy at which {@code scale * (x - centre) + shift > 0}. */
    static void reluGradient(
            Object x,
            long xo,
            Object dy,
            long dyo,
            float centre,
            float scale,
            float shift,
            float a,
            float b,
            float d,
            Object dx,
            long dxo,
            int bytes) {
        FloatVector m = FloatVector.broadcast(SPECIES, centre);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector f = FloatVector.broadcast(SPECIES, scale);
        FloatVector s = FloatVector.broadcast(SPECIES, shift);
        FloatVector fa = FloatVector.broadcast(SPECIES, a);
        FloatVector fb = FloatVector.broadcast(SPECIES, b);
        FloatVector fd = FloatVector.broadcast(SPECIES, d);
        for (int n = 0; n < bytes; n += BYTES) {
            FloatVector v = Lanes.load(x, xo + n).sub(m);
            FloatVector g = zero.blend(Lanes.load(dy, dyo + n), v.fma(f, s).compare(VectorOperators.GT, zero));
            Lanes.store(g.fma(fa, v.fma(fb, fd)), dx, dxo + n);
        }
    }

    static void nesterovs(
            Object g, Object v, Object w, int first, int end, float scale, float decay, float rate, float momentum) {
        FloatVector s = FloatVector.broadcast(SPECIES, scale);
        FloatVector d = FloatVector.broadcast(SPECIES, decay);
        FloatVector r = FloatVector.broadcast(SPECIES, -rate);
        FloatVector m = FloatVector.broadcast(SPECIES, momentum);
        FloatVector f = FloatVector.broadcast(SPECIES, -(1 + momentum));
        for (int n = first; n < end; n += BYTES) {
            FloatVector old = Lanes.load(v, n).mul(m);
            FloatVector next =
                    Lanes.load(g, n).mul(s).add(Lanes.load(w, n).mul(d)).fma(r, old);
            Lanes.store(next, v, n);
            Lanes.store(next.fma(f, old), g, n);
        }
    }

    /** Adds x to the first vector of sums. */
    static void sum(Object x, long xo, int bytes, float[] sums) {
        FloatVector a = FloatVector.fromArray(SPECIES, sums, 0);
        for (int n = 0; n < bytes; n += BYTES) {
            a = a.add(Lanes.load(x, xo + n));
        }
        a.intoArray(sums, 0);
    }

    /** Adds the squared distance from a centre to the first and the distance to the second vector of sums. */
    static void distances(Object x, long xo, float centre, int bytes, float[] sums) {
        FloatVector m = FloatVector.broadcast(SPECIES, centre);
        FloatVector a = FloatVector.fromArray(SPECIES, sums, 0);
        FloatVector b = FloatVector.fromArray(SPECIES, sums, LENGTH);
        for (int n = 0; n < bytes; n += BYTES) {
            FloatVector v = Lanes.load(x, xo + n).sub(m);
            a = v.fma(v, a);
            b = b.add(v);
        }
        a.intoArray(sums, 0);
        b.intoArray(sums, LENGTH);
    }

    /** Adds dy to the first and {@code dy * (x - centre)} to the second vector of sums. */
    static void gradientSums(Object x, long xo, Object dy, long dyo, float centre, int bytes, float[] sums) {
        FloatVector m = FloatVector.broadcast(SPECIES, centre);
        FloatVector a = FloatVector.fromArray(SPECIES, sums, 0);
        FloatVector b = FloatVector.fromArray(SPECIES, sums, LENGTH);
        for (int n = 0; n < bytes; n += BYTES) {
            FloatVector g = Lanes.load(dy, dyo + n);
            a = a.add(g);
            b = Lanes.load(x, xo + n).sub(m).fma(g, b);
        }
        a.intoArray(sums, 0);
        b.intoArray(sums, LENGTH);
    }

    /** The same, with only the dy at which {@code scale * (x - centre) + shift > 0}. */
    static void reluGradientSums(
            Object x, long xo, Object dy, long dyo, float centre, float scale, float shift, int bytes, float[] sums) {
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector f = FloatVector.broadcast(SPECIES, scale);
        FloatVector s = FloatVector.broadcast(SPECIES, shift);
        FloatVector m = FloatVector.broadcast(SPECIES, centre);
        FloatVector a = FloatVector.fromArray(SPECIES, sums, 0);
        FloatVector b = FloatVector.fromArray(SPECIES, sums, LENGTH);
        for (int n = 0; n < bytes; n += BYTES) {
            FloatVector v = Lanes.load(x, xo + n).sub(m);
            FloatVector g = zero.blend(Lanes.load(dy, dyo + n), v.fma(f, s).compare(VectorOperators.GT, zero));
            a = a.add(g);
            b = v.fma(g, b);
        }
        a.intoArray(sums, 0);
        b.intoArray(sums, LENGTH);
    }
}
