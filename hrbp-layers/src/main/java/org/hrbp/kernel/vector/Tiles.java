/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.BYTES;
import static org.hrbp.kernel.vector.Lanes.LENGTH;
import static org.hrbp.kernel.vector.Lanes.SPECIES;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the forward pass and the input gradient: destination rows x vectors, summed over taps. The compiler keeps
 * the sums in registers only in methods with exactly one loop and no branch, hence one method for starting and one for
 * adding. A table holds two numbers per tap: byte offset in the source and index of the weight of row 0.
 */
final class Tiles {
    private Tiles() {}

    /** Four rows x four vectors, from one start value per row. */
    static void startQuad(
            Object source,
            long s,
            Object target,
            long d0,
            long d1,
            long d2,
            long d3,
            int[] table,
            int first,
            int end,
            float[] weights,
            int row,
            float b0,
            float b1,
            float b2,
            float b3) {
        FloatVector a00 = FloatVector.broadcast(SPECIES, b0);
        FloatVector a01 = FloatVector.broadcast(SPECIES, b0);
        FloatVector a02 = FloatVector.broadcast(SPECIES, b0);
        FloatVector a03 = FloatVector.broadcast(SPECIES, b0);
        FloatVector a10 = FloatVector.broadcast(SPECIES, b1);
        FloatVector a11 = FloatVector.broadcast(SPECIES, b1);
        FloatVector a12 = FloatVector.broadcast(SPECIES, b1);
        FloatVector a13 = FloatVector.broadcast(SPECIES, b1);
        FloatVector a20 = FloatVector.broadcast(SPECIES, b2);
        FloatVector a21 = FloatVector.broadcast(SPECIES, b2);
        FloatVector a22 = FloatVector.broadcast(SPECIES, b2);
        FloatVector a23 = FloatVector.broadcast(SPECIES, b2);
        FloatVector a30 = FloatVector.broadcast(SPECIES, b3);
        FloatVector a31 = FloatVector.broadcast(SPECIES, b3);
        FloatVector a32 = FloatVector.broadcast(SPECIES, b3);
        FloatVector a33 = FloatVector.broadcast(SPECIES, b3);
        for (int t = first; t < end; t++) {
            long from = s + table[2 * t];
            int w = table[2 * t + 1] + row;
            FloatVector x0 = Lanes.load(source, from);
            FloatVector x1 = Lanes.load(source, from + BYTES);
            FloatVector x2 = Lanes.load(source, from + 2 * BYTES);
            FloatVector x3 = Lanes.load(source, from + 3 * BYTES);
            FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w]);
            a00 = x0.fma(w0, a00);
            a01 = x1.fma(w0, a01);
            a02 = x2.fma(w0, a02);
            a03 = x3.fma(w0, a03);
            FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1]);
            a10 = x0.fma(w1, a10);
            a11 = x1.fma(w1, a11);
            a12 = x2.fma(w1, a12);
            a13 = x3.fma(w1, a13);
            FloatVector w2 = FloatVector.broadcast(SPECIES, weights[w + 2]);
            a20 = x0.fma(w2, a20);
            a21 = x1.fma(w2, a21);
            a22 = x2.fma(w2, a22);
            a23 = x3.fma(w2, a23);
            FloatVector w3 = FloatVector.broadcast(SPECIES, weights[w + 3]);
            a30 = x0.fma(w3, a30);
            a31 = x1.fma(w3, a31);
            a32 = x2.fma(w3, a32);
            a33 = x3.fma(w3, a33);
        }
        Lanes.store(a00, target, d0);
        Lanes.store(a01, target, d0 + BYTES);
        Lanes.store(a02, target, d0 + 2 * BYTES);
        Lanes.store(a03, target, d0 + 3 * BYTES);
        Lanes.store(a10, target, d1);
        Lanes.store(a11, target, d1 + BYTES);
        Lanes.store(a12, target, d1 + 2 * BYTES);
        Lanes.store(a13, target, d1 + 3 * BYTES);
        Lanes.store(a20, target, d2);
        Lanes.store(a21, target, d2 + BYTES);
        Lanes.store(a22, target, d2 + 2 * BYTES);
        Lanes.store(a23, target, d2 + 3 * BYTES);
        Lanes.store(a30, target, d3);
        Lanes.store(a31, target, d3 + BYTES);
        Lanes.store(a32, target, d3 + 2 * BYTES);
        Lanes.store(a33, target, d3 + 3 * BYTES);
    }

    /** Four rows x four vectors, added to what is there. */
    static void addQuad(
            Object source,
            long s,
            Object target,
            long d0,
            long d1,
            long d2,
            long d3,
            int[] table,
            int first,
            int end,
            float[] weights,
            int row) {
        FloatVector a00 = Lanes.load(target, d0);
        FloatVector a01 = Lanes.load(target, d0 + BYTES);
        FloatVector a02 = Lanes.load(target, d0 + 2 * BYTES);
        FloatVector a03 = Lanes.load(target, d0 + 3 * BYTES);
        FloatVector a10 = Lanes.load(target, d1);
        FloatVector a11 = Lanes.load(target, d1 + BYTES);
        FloatVector a12 = Lanes.load(target, d1 + 2 * BYTES);
        FloatVector a13 = Lanes.load(target, d1 + 3 * BYTES);
        FloatVector a20 = Lanes.load(target, d2);
        FloatVector a21 = Lanes.load(target, d2 + BYTES);
        FloatVector a22 = Lanes.load(target, d2 + 2 * BYTES);
        FloatVector a23 = Lanes.load(target, d2 + 3 * BYTES);
        FloatVector a30 = Lanes.load(target, d3);
        FloatVector a31 = Lanes.load(target, d3 + BYTES);
        FloatVector a32 = Lanes.load(target, d3 + 2 * BYTES);
        FloatVector a33 = Lanes.load(target, d3 + 3 * BYTES);
        for (int t = first; t < end; t++) {
            long from = s + table[2 * t];
            int w = table[2 * t + 1] + row;
            FloatVector x0 = Lanes.load(source, from);
            FloatVector x1 = Lanes.load(source, from + BYTES);
            FloatVector x2 = Lanes.load(source, from + 2 * BYTES);
            FloatVector x3 = Lanes.load(source, from + 3 * BYTES);
            FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w]);
            a00 = x0.fma(w0, a00);
            a01 = x1.fma(w0, a01);
            a02 = x2.fma(w0, a02);
            a03 = x3.fma(w0, a03);
            FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1]);
            a10 = x0.fma(w1, a10);
            a11 = x1.fma(w1, a11);
            a12 = x2.fma(w1, a12);
            a13 = x3.fma(w1, a13);
            FloatVector w2 = FloatVector.broadcast(SPECIES, weights[w + 2]);
            a20 = x0.fma(w2, a20);
            a21 = x1.fma(w2, a21);
            a22 = x2.fma(w2, a22);
            a23 = x3.fma(w2, a23);
            FloatVector w3 = FloatVector.broadcast(SPECIES, weights[w + 3]);
            a30 = x0.fma(w3, a30);
            a31 = x1.fma(w3, a31);
            a32 = x2.fma(w3, a32);
            a33 = x3.fma(w3, a33);
        }
        Lanes.store(a00, target, d0);
        Lanes.store(a01, target, d0 + BYTES);
        Lanes.store(a02, target, d0 + 2 * BYTES);
        Lanes.store(a03, target, d0 + 3 * BYTES);
        Lanes.store(a10, target, d1);
        Lanes.store(a11, target, d1 + BYTES);
        Lanes.store(a12, target, d1 + 2 * BYTES);
        Lanes.store(a13, target, d1 + 3 * BYTES);
        Lanes.store(a20, target, d2);
        Lanes.store(a21, target, d2 + BYTES);
        Lanes.store(a22, target, d2 + 2 * BYTES);
        Lanes.store(a23, target, d2 + 3 * BYTES);
        Lanes.store(a30, target, d3);
        Lanes.store(a31, target, d3 + BYTES);
        Lanes.store(a32, target, d3 + 2 * BYTES);
        Lanes.store(a33, target, d3 + 3 * BYTES);
    }

    /** One row x four vectors, from a start value. */
    static void startRow(
            Object source,
            long s,
            Object target,
            long d,
            int[] table,
            int first,
            int end,
            float[] weights,
            int row,
            float b) {
        FloatVector a0 = FloatVector.broadcast(SPECIES, b);
        FloatVector a1 = FloatVector.broadcast(SPECIES, b);
        FloatVector a2 = FloatVector.broadcast(SPECIES, b);
        FloatVector a3 = FloatVector.broadcast(SPECIES, b);
        for (int t = first; t < end; t++) {
            long from = s + table[2 * t];
            FloatVector w = FloatVector.broadcast(SPECIES, weights[table[2 * t + 1] + row]);
            a0 = Lanes.load(source, from).fma(w, a0);
            a1 = Lanes.load(source, from + BYTES).fma(w, a1);
            a2 = Lanes.load(source, from + 2 * BYTES).fma(w, a2);
            a3 = Lanes.load(source, from + 3 * BYTES).fma(w, a3);
        }
        Lanes.store(a0, target, d);
        Lanes.store(a1, target, d + BYTES);
        Lanes.store(a2, target, d + 2 * BYTES);
        Lanes.store(a3, target, d + 3 * BYTES);
    }

    /** One row x four vectors, added to what is there. */
    static void addRow(
            Object source, long s, Object target, long d, int[] table, int first, int end, float[] weights, int row) {
        FloatVector a0 = Lanes.load(target, d);
        FloatVector a1 = Lanes.load(target, d + BYTES);
        FloatVector a2 = Lanes.load(target, d + 2 * BYTES);
        FloatVector a3 = Lanes.load(target, d + 3 * BYTES);
        for (int t = first; t < end; t++) {
            long from = s + table[2 * t];
            FloatVector w = FloatVector.broadcast(SPECIES, weights[table[2 * t + 1] + row]);
            a0 = Lanes.load(source, from).fma(w, a0);
            a1 = Lanes.load(source, from + BYTES).fma(w, a1);
            a2 = Lanes.load(source, from + 2 * BYTES).fma(w, a2);
            a3 = Lanes.load(source, from + 3 * BYTES).fma(w, a3);
        }
        Lanes.store(a0, target, d);
        Lanes.store(a1, target, d + BYTES);
        Lanes.store(a2, target, d + 2 * BYTES);
        Lanes.store(a3, target, d + 3 * BYTES);
    }

    /** Four rows x one vector, added to {@code sums}: one vector per row from {@code at} on. */
    static void addQuadVector(
            Object source, long s, int[] table, int taps, float[] weights, int row, float[] sums, int at) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a1 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a2 = FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH);
        FloatVector a3 = FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH);
        for (int t = 0; t < taps; t++) {
            FloatVector x = Lanes.load(source, s + table[2 * t]);
            int w = table[2 * t + 1] + row;
            a0 = x.fma(FloatVector.broadcast(SPECIES, weights[w]), a0);
            a1 = x.fma(FloatVector.broadcast(SPECIES, weights[w + 1]), a1);
            a2 = x.fma(FloatVector.broadcast(SPECIES, weights[w + 2]), a2);
            a3 = x.fma(FloatVector.broadcast(SPECIES, weights[w + 3]), a3);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + LENGTH);
        a2.intoArray(sums, at + 2 * LENGTH);
        a3.intoArray(sums, at + 3 * LENGTH);
    }

    /** One row x one vector, added to {@code sums}. */
    static void addVector(
            Object source, long s, int[] table, int taps, float[] weights, int row, float[] sums, int at) {
        FloatVector a = FloatVector.fromArray(SPECIES, sums, at);
        for (int t = 0; t < taps; t++) {
            a = Lanes.load(source, s + table[2 * t])
                    .fma(FloatVector.broadcast(SPECIES, weights[table[2 * t + 1] + row]), a);
        }
        a.intoArray(sums, at);
    }

    /** A vector of rows x one element, added to {@code sums}. */
    static void addRowVector(ByteBuffer source, int s, int[] table, int taps, float[] weights, int row, float[] sums) {
        FloatVector a = FloatVector.fromArray(SPECIES, sums, row);
        for (int t = 0; t < taps; t++) {
            a = FloatVector.fromArray(SPECIES, weights, table[2 * t + 1] + row)
                    .fma(FloatVector.broadcast(SPECIES, source.getFloat(s + table[2 * t])), a);
        }
        a.intoArray(sums, row);
    }
}
