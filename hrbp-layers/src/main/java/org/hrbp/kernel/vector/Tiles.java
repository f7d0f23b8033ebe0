/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.BYTES;
import static org.hrbp.kernel.vector.Lanes.LENGTH;
import static org.hrbp.kernel.vector.Lanes.SPECIES;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of the forward pass and the input gradient: destination rows x vectors, summed over taps. A table holds two
 * numbers per tap: byte offset in the source and index of the weight of row 0.
 *
 * <p>The compiler keeps the sums in registers only in methods with exactly one loop, and only while everything is inlined.
 * Access outside the heap takes much of its inlining budget, so sums begin and end in a heap array.
 */
final class Tiles {
    private Tiles() {}

    /** Four rows x four vectors, added to {@code sums}: four vectors per row, rows in sequence from {@code at} on. */
    static void addQuad(
            Object source, long s, int[] table, int first, int end, float[] weights, int row, float[] sums, int at) {
        FloatVector a00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a01 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a02 = FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH);
        FloatVector a03 = FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH);
        FloatVector a10 = FloatVector.fromArray(SPECIES, sums, at + 4 * LENGTH);
        FloatVector a11 = FloatVector.fromArray(SPECIES, sums, at + 5 * LENGTH);
        FloatVector a12 = FloatVector.fromArray(SPECIES, sums, at + 6 * LENGTH);
        FloatVector a13 = FloatVector.fromArray(SPECIES, sums, at + 7 * LENGTH);
        FloatVector a20 = FloatVector.fromArray(SPECIES, sums, at + 8 * LENGTH);
        FloatVector a21 = FloatVector.fromArray(SPECIES, sums, at + 9 * LENGTH);
        FloatVector a22 = FloatVector.fromArray(SPECIES, sums, at + 10 * LENGTH);
        FloatVector a23 = FloatVector.fromArray(SPECIES, sums, at + 11 * LENGTH);
        FloatVector a30 = FloatVector.fromArray(SPECIES, sums, at + 12 * LENGTH);
        FloatVector a31 = FloatVector.fromArray(SPECIES, sums, at + 13 * LENGTH);
        FloatVector a32 = FloatVector.fromArray(SPECIES, sums, at + 14 * LENGTH);
        FloatVector a33 = FloatVector.fromArray(SPECIES, sums, at + 15 * LENGTH);
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
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + LENGTH);
        a02.intoArray(sums, at + 2 * LENGTH);
        a03.intoArray(sums, at + 3 * LENGTH);
        a10.intoArray(sums, at + 4 * LENGTH);
        a11.intoArray(sums, at + 5 * LENGTH);
        a12.intoArray(sums, at + 6 * LENGTH);
        a13.intoArray(sums, at + 7 * LENGTH);
        a20.intoArray(sums, at + 8 * LENGTH);
        a21.intoArray(sums, at + 9 * LENGTH);
        a22.intoArray(sums, at + 10 * LENGTH);
        a23.intoArray(sums, at + 11 * LENGTH);
        a30.intoArray(sums, at + 12 * LENGTH);
        a31.intoArray(sums, at + 13 * LENGTH);
        a32.intoArray(sums, at + 14 * LENGTH);
        a33.intoArray(sums, at + 15 * LENGTH);
    }

    /** The first two vectors of four rows, added to {@code sums} as in {@link #addQuad}: half a tile, for few registers. */
    static void addQuadHalf(
            Object source, long s, int[] table, int first, int end, float[] weights, int row, float[] sums, int at) {
        FloatVector a00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a01 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a10 = FloatVector.fromArray(SPECIES, sums, at + 4 * LENGTH);
        FloatVector a11 = FloatVector.fromArray(SPECIES, sums, at + 5 * LENGTH);
        FloatVector a20 = FloatVector.fromArray(SPECIES, sums, at + 8 * LENGTH);
        FloatVector a21 = FloatVector.fromArray(SPECIES, sums, at + 9 * LENGTH);
        FloatVector a30 = FloatVector.fromArray(SPECIES, sums, at + 12 * LENGTH);
        FloatVector a31 = FloatVector.fromArray(SPECIES, sums, at + 13 * LENGTH);
        for (int t = first; t < end; t++) {
            long from = s + table[2 * t];
            int w = table[2 * t + 1] + row;
            FloatVector x0 = Lanes.load(source, from);
            FloatVector x1 = Lanes.load(source, from + BYTES);
            FloatVector w0 = FloatVector.broadcast(SPECIES, weights[w]);
            a00 = x0.fma(w0, a00);
            a01 = x1.fma(w0, a01);
            FloatVector w1 = FloatVector.broadcast(SPECIES, weights[w + 1]);
            a10 = x0.fma(w1, a10);
            a11 = x1.fma(w1, a11);
            FloatVector w2 = FloatVector.broadcast(SPECIES, weights[w + 2]);
            a20 = x0.fma(w2, a20);
            a21 = x1.fma(w2, a21);
            FloatVector w3 = FloatVector.broadcast(SPECIES, weights[w + 3]);
            a30 = x0.fma(w3, a30);
            a31 = x1.fma(w3, a31);
        }
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + LENGTH);
        a10.intoArray(sums, at + 4 * LENGTH);
        a11.intoArray(sums, at + 5 * LENGTH);
        a20.intoArray(sums, at + 8 * LENGTH);
        a21.intoArray(sums, at + 9 * LENGTH);
        a30.intoArray(sums, at + 12 * LENGTH);
        a31.intoArray(sums, at + 13 * LENGTH);
    }

    /** Two rows x four vectors, added to {@code sums} as in {@link #addQuad}. */
    static void addPair(
            Object source, long s, int[] table, int first, int end, float[] weights, int row, float[] sums, int at) {
        FloatVector a00 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a01 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a02 = FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH);
        FloatVector a03 = FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH);
        FloatVector a10 = FloatVector.fromArray(SPECIES, sums, at + 4 * LENGTH);
        FloatVector a11 = FloatVector.fromArray(SPECIES, sums, at + 5 * LENGTH);
        FloatVector a12 = FloatVector.fromArray(SPECIES, sums, at + 6 * LENGTH);
        FloatVector a13 = FloatVector.fromArray(SPECIES, sums, at + 7 * LENGTH);
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
        }
        a00.intoArray(sums, at);
        a01.intoArray(sums, at + LENGTH);
        a02.intoArray(sums, at + 2 * LENGTH);
        a03.intoArray(sums, at + 3 * LENGTH);
        a10.intoArray(sums, at + 4 * LENGTH);
        a11.intoArray(sums, at + 5 * LENGTH);
        a12.intoArray(sums, at + 6 * LENGTH);
        a13.intoArray(sums, at + 7 * LENGTH);
    }

    /** One row x four vectors, added to {@code sums}. */
    static void addRow(
            Object source, long s, int[] table, int first, int end, float[] weights, int row, float[] sums, int at) {
        FloatVector a0 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector a1 = FloatVector.fromArray(SPECIES, sums, at + LENGTH);
        FloatVector a2 = FloatVector.fromArray(SPECIES, sums, at + 2 * LENGTH);
        FloatVector a3 = FloatVector.fromArray(SPECIES, sums, at + 3 * LENGTH);
        for (int t = first; t < end; t++) {
            long from = s + table[2 * t];
            FloatVector w = FloatVector.broadcast(SPECIES, weights[table[2 * t + 1] + row]);
            a0 = Lanes.load(source, from).fma(w, a0);
            a1 = Lanes.load(source, from + BYTES).fma(w, a1);
            a2 = Lanes.load(source, from + 2 * BYTES).fma(w, a2);
            a3 = Lanes.load(source, from + 3 * BYTES).fma(w, a3);
        }
        a0.intoArray(sums, at);
        a1.intoArray(sums, at + LENGTH);
        a2.intoArray(sums, at + 2 * LENGTH);
        a3.intoArray(sums, at + 3 * LENGTH);
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
