/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.BYTES;
import static org.hrbp.kernel.vector.Lanes.LENGTH;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.program.WeightProgram;
import org.hrbp.kernel.program.WeightTask;

/** Elements at the ends of runs that fill no vector, collected until they do: one line per tap and per row of a tile. */
final class Leftovers {
    /** Elements of a line. */
    private static final int LINE = 8 * LENGTH;

    private static final int[] INPUTS = new int[WeightProgram.TILE_TAPS];
    private static final int[] OUTPUTS = new int[WeightProgram.TILE_ROWS];

    /** The vectors of a line, as a table of pairs. */
    private static final int[] VECTORS = new int[2 * LINE / LENGTH];

    static {
        for (int i = 0; i < VECTORS.length; i++) {
            VECTORS[i] = i / 2 * BYTES;
        }
        for (int t = 0; t < INPUTS.length; t++) {
            INPUTS[t] = t * LINE;
        }
        for (int r = 0; r < OUTPUTS.length; r++) {
            OUTPUTS[r] = (INPUTS.length + r) * LINE;
        }
    }

    private final ByteBuffer bytes = ByteBuffer.allocateDirect(4 * LINE * (INPUTS.length + OUTPUTS.length))
            .order(ByteOrder.nativeOrder());
    private final Object lines = Lanes.of(Memory.wrap(bytes, false));
    private final byte[] zeros = new byte[BYTES];
    private int used;

    /** Forgets what a tile that failed has left. */
    void clear() {
        used = 0;
    }

    /** Adds fewer elements than a vector has. */
    void add(WeightTask tile, ByteBuffer x, int xStart, ByteBuffer y, int yStart, int count, float[] sums, int at) {
        if (used + count > LINE) {
            flush(tile, sums, at);
        }
        for (int t = 0; t < tile.taps(); t++) {
            bytes.put(4 * (INPUTS[t] + used), x, 4 * (tile.inputs()[t] + xStart), 4 * count);
        }
        for (int r = 0; r < tile.rows(); r++) {
            bytes.put(4 * (OUTPUTS[r] + used), y, 4 * (tile.outputs()[r] + yStart), 4 * count);
        }
        used += count;
    }

    /** Adds the products of what has been collected to the sums. */
    void flush(WeightTask tile, float[] sums, int at) {
        int end = (used + LENGTH - 1) / LENGTH * LENGTH;
        for (int t = 0; t < tile.taps(); t++) {
            bytes.put(4 * (INPUTS[t] + used), zeros, 0, 4 * (end - used));
        }
        for (int r = 0; r < tile.rows(); r++) {
            bytes.put(4 * (OUTPUTS[r] + used), zeros, 0, 4 * (end - used));
        }
        ProductTiles.add(
                Lanes.FEW_REGISTERS,
                lines,
                INPUTS,
                tile.taps(),
                lines,
                OUTPUTS,
                tile.rows(),
                VECTORS,
                0,
                end / LENGTH,
                sums,
                at);
        used = 0;
    }
}
