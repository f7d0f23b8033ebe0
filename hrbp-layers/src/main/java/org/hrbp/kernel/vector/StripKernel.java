/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.BYTES;
import static org.hrbp.kernel.vector.Lanes.FEW_REGISTERS;
import static org.hrbp.kernel.vector.Lanes.LENGTH;
import static org.hrbp.kernel.vector.Lanes.SPECIES;

import java.nio.ByteBuffer;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.hrbp.kernel.KernelChoice;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.program.PassProgram;
import org.hrbp.kernel.program.RunGroup;
import org.hrbp.kernel.program.Strip;

/** Covers the runs of a strip with register tiles. */
final class StripKernel implements PassProgram.Kernel {
    /** Taps between two visits of the sums: four vectors of so many taps stay in the first-level cache. */
    private static final int TAPS = 96;

    /** Up to so many taps, memory is written in longer stretches instead. */
    private static final int FEW_TAPS = 32;

    /** Elements of a register tile. */
    private static final int TILE = 4 * LENGTH;

    /** Elements of a row that are written in one stretch: 2 KB of 16-lane vectors. */
    private static final int BLOCK = 8 * TILE;

    private final Object source;
    private final Object target;
    private final ByteBuffer sourceBytes;
    private final ByteBuffer targetBytes;
    private final float[] weights;
    private final float[] starts;

    StripKernel(Memory source, float[] weights, float[] starts, Memory target) {
        this.source = Lanes.of(source);
        this.target = Lanes.of(target);
        this.sourceBytes = source.bytes();
        this.targetBytes = target.bytes();
        this.weights = weights;
        this.starts = starts;
    }

    @Override
    public void apply(Strip strip, RunGroup runs, int[] table, int taps) {
        for (int i = 0; i < runs.count(); i++) {
            long s = 4L * runs.source(i);
            long d = 4L * runs.destination(i);
            if (runs.length(i) >= LENGTH) {
                run(strip, s, d, runs.length(i), table, taps);
            } else {
                elements(strip, (int) s, (int) d, runs.length(i), table, taps);
            }
        }
    }

    private void run(Strip strip, long s, long d, int length, int[] table, int taps) {
        Scratch scratch = Scratch.get();
        int rest = length % LENGTH;
        int last = length - LENGTH;
        if (rest > 0) {
            // overlaps the vector before it, so it is summed before that one is written
            vector(strip, s + 4L * last, d + 4L * last, table, taps, scratch.tail);
        }
        int n = 0;
        int end = length / TILE * TILE;
        int block = taps <= FEW_TAPS ? BLOCK : TILE;
        for (; n < end; n += block) {
            int elements = Math.min(block, end - n);
            if (taps <= FEW_TAPS) {
                block(strip, s + 4L * n, d + 4L * n, elements, table, taps, scratch.rows);
            } else {
                tile(strip, s + 4L * n, d + 4L * n, table, taps, scratch.rows);
            }
        }
        for (n = end; n + LENGTH <= length; n += LENGTH) {
            vector(strip, s + 4L * n, d + 4L * n, table, taps, scratch.rows);
            put(strip, 0, strip.rows(), scratch.rows, d + 4L * n, 1);
        }
        if (rest > 0) {
            put(strip, 0, strip.rows(), scratch.tail, d + 4L * last, 1);
        }
    }

    /** Some tiles, a few rows at a time, so that memory is written in long stretches. */
    private void block(Strip strip, long s, long d, int elements, int[] table, int taps, float[] sums) {
        for (int r = 0; r < strip.rows(); r += rowsAtOnce(strip, r)) {
            int rows = rowsAtOnce(strip, r);
            for (int n = 0; n < elements; n += TILE) {
                begin(strip, r, r + rows, sums, d + 4L * n, 4);
                add(rows, s + 4L * n, table, 0, taps, r, sums, 0);
                put(strip, r, r + rows, sums, d + 4L * n, 4);
            }
        }
    }

    /** One tile of every row, some taps at a time: they stay in the first-level cache for all rows. */
    private void tile(Strip strip, long s, long d, int[] table, int taps, float[] sums) {
        begin(strip, 0, strip.rows(), sums, d, 4);
        for (int first = 0; first < taps; first += TAPS) {
            int end = Math.min(taps, first + TAPS);
            for (int r = 0; r < strip.rows(); r += rowsAtOnce(strip, r)) {
                add(rowsAtOnce(strip, r), s, table, first, end, r, sums, r * TILE);
            }
        }
        put(strip, 0, strip.rows(), sums, d, 4);
    }

    /** Rows of the next register tile: 4, 2 or 1. */
    private static int rowsAtOnce(Strip strip, int row) {
        return KernelChoice.tileRows(strip.rows() - row);
    }

    private void add(int rows, long s, int[] table, int first, int end, int row, float[] sums, int at) {
        switch (rows) {
            case 4 -> addQuad(s, table, first, end, row, sums, at);
            case 2 -> Tiles.addPair(source, s, table, first, end, weights, row, sums, at);
            default -> Tiles.addRow(source, s, table, first, end, weights, row, sums, at);
        }
    }

    private void addQuad(long s, int[] table, int first, int end, int row, float[] sums, int at) {
        if (FEW_REGISTERS) {
            Tiles.addQuadHalf(source, s, table, first, end, weights, row, sums, at);
            Tiles.addQuadHalf(source, s + 2 * BYTES, table, first, end, weights, row, sums, at + 2 * LENGTH);
        } else {
            Tiles.addQuad(source, s, table, first, end, weights, row, sums, at);
        }
    }

    /** One vector of every row, left in the heap array. */
    private void vector(Strip strip, long s, long d, int[] table, int taps, float[] sums) {
        begin(strip, 0, strip.rows(), sums, d, 1);
        int r = 0;
        for (; r + 3 < strip.rows(); r += 4) {
            Tiles.addQuadVector(source, s, table, taps, weights, r, sums, r * LENGTH);
        }
        for (; r < strip.rows(); r++) {
            Tiles.addVector(source, s, table, taps, weights, r, sums, r * LENGTH);
        }
    }

    /** What the sums of some rows start from, some vectors per row. */
    private void begin(Strip strip, int first, int end, float[] sums, long d, int vectors) {
        if (strip.adds()) {
            get(strip, first, end, sums, d, vectors);
            return;
        }
        int at = 0;
        for (int r = first; r < end; r++, at += vectors * LENGTH) {
            Arrays.fill(sums, at, at + vectors * LENGTH, starts[strip.channel(r)]);
        }
    }

    /** Apart from {@link #begin}: the compiler does not inline the loads of a branch that is seldom taken, and boxes them. */
    private void get(Strip strip, int first, int end, float[] sums, long d, int vectors) {
        int at = 0;
        for (int r = first; r < end; r++) {
            for (int v = 0; v < vectors; v++, at += LENGTH) {
                Lanes.load(target, d + 4L * strip.offset(r) + v * BYTES).intoArray(sums, at);
            }
        }
    }

    private void put(Strip strip, int first, int end, float[] sums, long d, int vectors) {
        int at = 0;
        for (int r = first; r < end; r++) {
            for (int v = 0; v < vectors; v++, at += LENGTH) {
                Lanes.store(FloatVector.fromArray(SPECIES, sums, at), target, d + 4L * strip.offset(r) + v * BYTES);
            }
        }
    }

    /** A run shorter than a vector: element by element, with vectors over the rows where there are enough. */
    private void elements(Strip strip, int s, int d, int length, int[] table, int taps) {
        float[] sums = Scratch.get().rows;
        for (int e = 0; e < length; e++) {
            for (int r = 0; r < strip.rows(); r++) {
                sums[r] = strip.adds() ? targetBytes.getFloat(d + 4 * (e + strip.offset(r))) : starts[strip.channel(r)];
            }
            int r = 0;
            for (; r + LENGTH <= strip.rows(); r += LENGTH) {
                Tiles.addRowVector(sourceBytes, s + 4 * e, table, taps, weights, r, sums);
            }
            for (int t = 0; r < strip.rows() && t < taps; t++) {
                addRows(sums, r, strip.rows(), sourceBytes.getFloat(s + 4 * e + table[2 * t]), table[2 * t + 1]);
            }
            for (r = 0; r < strip.rows(); r++) {
                targetBytes.putFloat(d + 4 * (e + strip.offset(r)), sums[r]);
            }
        }
    }

    private void addRows(float[] sums, int first, int end, float x, int weight) {
        for (int r = first; r < end; r++) {
            sums[r] += x * weights[weight + r];
        }
    }
}
