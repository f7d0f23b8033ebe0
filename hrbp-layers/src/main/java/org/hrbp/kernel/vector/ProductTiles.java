/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.LENGTH;
import static org.hrbp.kernel.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the weight gradient: products of input and output gradient, summed over the vectors of a table (see
 * {@link org.hrbp.kernel.program.RunGroup#vectors}). Sums stay one vector per weight in a heap array; lanes are added outside
 * the hot loops. One loop per method, as in {@link Tiles}.
 */
final class ProductTiles {
    private ProductTiles() {}

    /**
     * All taps x rows over some vectors of the table; sum (t, r) stands at {@code at + (t * rows + r) * LENGTH}. The tiles depend
     * on {@code fewRegisters}, the sums do not.
     */
    static void add(
            boolean fewRegisters,
            Object x,
            int[] inputs,
            int taps,
            Object y,
            int[] outputs,
            int rows,
            int[] table,
            int first,
            int end,
            float[] sums,
            int at) {
        int tapStride = rows * LENGTH;
        int whole = rows - rows % 4;
        for (int t = 0; whole > 0 && t < taps; ) {
            int some = tapsAtOnce(taps - t, fewRegisters);
            long x0 = 4L * inputs[t];
            long x1 = 4L * inputs[Math.min(t + 1, taps - 1)];
            long x2 = 4L * inputs[Math.min(t + 2, taps - 1)];
            long x3 = 4L * inputs[Math.min(t + 3, taps - 1)];
            for (int r = 0; r < whole; r += 4) {
                long y0 = 4L * outputs[r];
                long y1 = 4L * outputs[r + 1];
                long y2 = 4L * outputs[r + 2];
                long y3 = 4L * outputs[r + 3];
                int sum = at + t * tapStride + r * LENGTH;
                switch (some) {
                    case 1 -> fan(x, x0, 0, y, y0, y1, y2, y3, table, first, end, sums, sum, LENGTH);
                    case 2 -> pair(x, x0, x1, y, y0, y1, y2, y3, table, first, end, sums, sum, tapStride);
                    case 3 -> trio(x, x0, x1, x2, y, y0, y1, y2, y3, table, first, end, sums, sum, tapStride);
                    default -> quad(x, x0, x1, x2, x3, y, y0, y1, y2, y3, table, first, end, sums, sum, tapStride);
                }
            }
            t += some;
        }
        for (int r = whole; r < rows; r++) {
            row(x, inputs, taps, y, 4L * outputs[r], table, first, end, sums, at + r * LENGTH, tapStride);
        }
    }

    /** Three taps x four rows and their operands just fit in 16 registers; 2 and 2 are better than 3 and 1. */
    private static int tapsAtOnce(int left, boolean fewRegisters) {
        if (fewRegisters) {
            return left == 4 ? 2 : Math.min(3, left);
        }
        return Math.min(4, left);
    }

    /** All taps of one row, four at a time, then one by one. */
    private static void row(
            Object x,
            int[] inputs,
            int taps,
            Object y,
            long yOffset,
            int[] table,
            int first,
            int end,
            float[] sums,
            int at,
            int tapStride) {
        int t = 0;
        for (; t + 3 < taps; t += 4) {
            long x0 = 4L * inputs[t];
            long x1 = 4L * inputs[t + 1];
            long x2 = 4L * inputs[t + 2];
            long x3 = 4L * inputs[t + 3];
            fan(y, yOffset, 1, x, x0, x1, x2, x3, table, first, end, sums, at + t * tapStride, tapStride);
        }
        for (; t < taps; t++) {
            single(x, 4L * inputs[t], y, yOffset, table, first, end, sums, at + t * tapStride);
        }
    }

    /** Four taps x four rows; sum (i, j) stands at {@code at + i * tapStride + j * LENGTH}. */
    private static void quad(
            Object x,
            long x0,
            long x1,
            long x2,
            long x3,
            Object y,
            long y0,
            long y1,
            long y2,
            long y3,
            int[] table,
            int first,
            int end,
            float[] sums,
            int at,
            int tapStride) {
        int at1 = at + tapStride;
        int at2 = at + 2 * tapStride;
        int at3 = at + 3 * tapStride;
        FloatVector a00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a01 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a02 = FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH);
        FloatVector a03 = FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH);
        FloatVector a10 = FloatVector.fromArray(SPECIES, sums, at1);
        FloatVector a11 = FloatVector.fromArray(SPECIES, sums, at1 + LENGTH);
        FloatVector a12 = FloatVector.fromArray(SPECIES, sums, at1 + 2 * LENGTH);
        FloatVector a13 = FloatVector.fromArray(SPECIES, sums, at1 + 3 * LENGTH);
        FloatVector a20 = FloatVector.fromArray(SPECIES, sums, at2);
        FloatVector a21 = FloatVector.fromArray(SPECIES, sums, at2 + LENGTH);
        FloatVector a22 = FloatVector.fromArray(SPECIES, sums, at2 + 2 * LENGTH);
        FloatVector a23 = FloatVector.fromArray(SPECIES, sums, at2 + 3 * LENGTH);
        FloatVector a30 = FloatVector.fromArray(SPECIES, sums, at3);
        FloatVector a31 = FloatVector.fromArray(SPECIES, sums, at3 + LENGTH);
        FloatVector a32 = FloatVector.fromArray(SPECIES, sums, at3 + 2 * LENGTH);
        FloatVector a33 = FloatVector.fromArray(SPECIES, sums, at3 + 3 * LENGTH);
        for (int i = first; i < end; i++) {
            int xo = table[2 * i];
            int yo = table[2 * i + 1];
            FloatVector u0 = Lanes.load(x, x0 + xo);
            FloatVector u1 = Lanes.load(x, x1 + xo);
            FloatVector u2 = Lanes.load(x, x2 + xo);
            FloatVector u3 = Lanes.load(x, x3 + xo);
            FloatVector v0 = Lanes.load(y, y0 + yo);
            a00 = u0.fma(v0, a00);
            a10 = u1.fma(v0, a10);
            a20 = u2.fma(v0, a20);
            a30 = u3.fma(v0, a30);
            FloatVector v1 = Lanes.load(y, y1 + yo);
            a01 = u0.fma(v1, a01);
            a11 = u1.fma(v1, a11);
            a21 = u2.fma(v1, a21);
            a31 = u3.fma(v1, a31);
            FloatVector v2 = Lanes.load(y, y2 + yo);
            a02 = u0.fma(v2, a02);
            a12 = u1.fma(v2, a12);
            a22 = u2.fma(v2, a22);
            a32 = u3.fma(v2, a32);
            FloatVector v3 = Lanes.load(y, y3 + yo);
            a03 = u0.fma(v3, a03);
            a13 = u1.fma(v3, a13);
            a23 = u2.fma(v3, a23);
            a33 = u3.fma(v3, a33);
        }
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + LENGTH);
        a02.intoArray(sums, at + 2 * LENGTH);
        a03.intoArray(sums, at + 3 * LENGTH);
        a10.intoArray(sums, at1);
        a11.intoArray(sums, at1 + LENGTH);
        a12.intoArray(sums, at1 + 2 * LENGTH);
        a13.intoArray(sums, at1 + 3 * LENGTH);
        a20.intoArray(sums, at2);
        a21.intoArray(sums, at2 + LENGTH);
        a22.intoArray(sums, at2 + 2 * LENGTH);
        a23.intoArray(sums, at2 + 3 * LENGTH);
        a30.intoArray(sums, at3);
        a31.intoArray(sums, at3 + LENGTH);
        a32.intoArray(sums, at3 + 2 * LENGTH);
        a33.intoArray(sums, at3 + 3 * LENGTH);
    }

    /** Three taps x four rows. */
    private static void trio(
            Object x,
            long x0,
            long x1,
            long x2,
            Object y,
            long y0,
            long y1,
            long y2,
            long y3,
            int[] table,
            int first,
            int end,
            float[] sums,
            int at,
            int tapStride) {
        int at1 = at + tapStride;
        int at2 = at + 2 * tapStride;
        FloatVector a00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a01 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a02 = FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH);
        FloatVector a03 = FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH);
        FloatVector a10 = FloatVector.fromArray(SPECIES, sums, at1);
        FloatVector a11 = FloatVector.fromArray(SPECIES, sums, at1 + LENGTH);
        FloatVector a12 = FloatVector.fromArray(SPECIES, sums, at1 + 2 * LENGTH);
        FloatVector a13 = FloatVector.fromArray(SPECIES, sums, at1 + 3 * LENGTH);
        FloatVector a20 = FloatVector.fromArray(SPECIES, sums, at2);
        FloatVector a21 = FloatVector.fromArray(SPECIES, sums, at2 + LENGTH);
        FloatVector a22 = FloatVector.fromArray(SPECIES, sums, at2 + 2 * LENGTH);
        FloatVector a23 = FloatVector.fromArray(SPECIES, sums, at2 + 3 * LENGTH);
        for (int i = first; i < end; i++) {
            int xo = table[2 * i];
            int yo = table[2 * i + 1];
            FloatVector u0 = Lanes.load(x, x0 + xo);
            FloatVector u1 = Lanes.load(x, x1 + xo);
            FloatVector u2 = Lanes.load(x, x2 + xo);
            FloatVector v0 = Lanes.load(y, y0 + yo);
            a00 = u0.fma(v0, a00);
            a10 = u1.fma(v0, a10);
            a20 = u2.fma(v0, a20);
            FloatVector v1 = Lanes.load(y, y1 + yo);
            a01 = u0.fma(v1, a01);
            a11 = u1.fma(v1, a11);
            a21 = u2.fma(v1, a21);
            FloatVector v2 = Lanes.load(y, y2 + yo);
            a02 = u0.fma(v2, a02);
            a12 = u1.fma(v2, a12);
            a22 = u2.fma(v2, a22);
            FloatVector v3 = Lanes.load(y, y3 + yo);
            a03 = u0.fma(v3, a03);
            a13 = u1.fma(v3, a13);
            a23 = u2.fma(v3, a23);
        }
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + LENGTH);
        a02.intoArray(sums, at + 2 * LENGTH);
        a03.intoArray(sums, at + 3 * LENGTH);
        a10.intoArray(sums, at1);
        a11.intoArray(sums, at1 + LENGTH);
        a12.intoArray(sums, at1 + 2 * LENGTH);
        a13.intoArray(sums, at1 + 3 * LENGTH);
        a20.intoArray(sums, at2);
        a21.intoArray(sums, at2 + LENGTH);
        a22.intoArray(sums, at2 + 2 * LENGTH);
        a23.intoArray(sums, at2 + 3 * LENGTH);
    }

    /** Two taps x four rows. */
    private static void pair(
            Object x,
            long x0,
            long x1,
            Object y,
            long y0,
            long y1,
            long y2,
            long y3,
            int[] table,
            int first,
            int end,
            float[] sums,
            int at,
            int tapStride) {
        int at1 = at + tapStride;
        FloatVector a00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a01 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a02 = FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH);
        FloatVector a03 = FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH);
        FloatVector a10 = FloatVector.fromArray(SPECIES, sums, at1);
        FloatVector a11 = FloatVector.fromArray(SPECIES, sums, at1 + LENGTH);
        FloatVector a12 = FloatVector.fromArray(SPECIES, sums, at1 + 2 * LENGTH);
        FloatVector a13 = FloatVector.fromArray(SPECIES, sums, at1 + 3 * LENGTH);
        for (int i = first; i < end; i++) {
            int xo = table[2 * i];
            int yo = table[2 * i + 1];
            FloatVector u0 = Lanes.load(x, x0 + xo);
            FloatVector u1 = Lanes.load(x, x1 + xo);
            FloatVector v0 = Lanes.load(y, y0 + yo);
            a00 = u0.fma(v0, a00);
            a10 = u1.fma(v0, a10);
            FloatVector v1 = Lanes.load(y, y1 + yo);
            a01 = u0.fma(v1, a01);
            a11 = u1.fma(v1, a11);
            FloatVector v2 = Lanes.load(y, y2 + yo);
            a02 = u0.fma(v2, a02);
            a12 = u1.fma(v2, a12);
            FloatVector v3 = Lanes.load(y, y3 + yo);
            a03 = u0.fma(v3, a03);
            a13 = u1.fma(v3, a13);
        }
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + LENGTH);
        a02.intoArray(sums, at + 2 * LENGTH);
        a03.intoArray(sums, at + 3 * LENGTH);
        a10.intoArray(sums, at1);
        a11.intoArray(sums, at1 + LENGTH);
        a12.intoArray(sums, at1 + 2 * LENGTH);
        a13.intoArray(sums, at1 + 3 * LENGTH);
    }

    /** One operand times four; the one reads entry {@code which} of the table's pairs. Sum i stands at {@code at + i * stride}. */
    private static void fan(
            Object one,
            long o,
            int which,
            Object four,
            long f0,
            long f1,
            long f2,
            long f3,
            int[] table,
            int first,
            int end,
            float[] sums,
            int at,
            int stride) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a1 = FloatVector.fromArray(SPECIES, sums, at + stride);
        FloatVector a2 = FloatVector.fromArray(SPECIES, sums, at + 2 * stride);
        FloatVector a3 = FloatVector.fromArray(SPECIES, sums, at + 3 * stride);
        for (int i = first; i < end; i++) {
            FloatVector v = Lanes.load(one, o + table[2 * i + which]);
            int n = table[2 * i + 1 - which];
            a0 = Lanes.load(four, f0 + n).fma(v, a0);
            a1 = Lanes.load(four, f1 + n).fma(v, a1);
            a2 = Lanes.load(four, f2 + n).fma(v, a2);
            a3 = Lanes.load(four, f3 + n).fma(v, a3);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + stride);
        a2.intoArray(sums, at + 2 * stride);
        a3.intoArray(sums, at + 3 * stride);
    }

    /** One operand times one. */
    private static void single(
            Object x, long xOffset, Object y, long yOffset, int[] table, int first, int end, float[] sums, int at) {
        FloatVector a = FloatVector.fromArray(SPECIES, sums, at);
        for (int i = first; i < end; i++) {
            a = Lanes.load(x, xOffset + table[2 * i]).fma(Lanes.load(y, yOffset + table[2 * i + 1]), a);
        }
        a.intoArray(sums, at);
    }
}
