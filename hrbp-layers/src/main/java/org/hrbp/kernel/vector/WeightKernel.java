/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.LENGTH;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.program.RunGroup;
import org.hrbp.kernel.program.WeightProgram;
import org.hrbp.kernel.program.WeightTask;

/** Reduces a tile of weight gradients over its runs. */
final class WeightKernel implements WeightProgram.Kernel {
    /** Elements of a run between two visits of the sums: so much of 16 rows stays in the first-level cache. */
    private static final int SEGMENT = 24 * LENGTH;

    private final Object x;
    private final Object y;
    private final ByteBuffer xBytes;
    private final ByteBuffer yBytes;
    private final ByteBuffer result;

    WeightKernel(Memory x, Memory dy, Memory dw) {
        this.x = Lanes.of(x);
        this.y = Lanes.of(dy);
        this.xBytes = x.bytes();
        this.yBytes = dy.bytes();
        this.result = dw.bytes();
    }

    @Override
    public void apply(WeightTask tile) {
        Scratch scratch = Scratch.get();
        float[] sums = scratch.weights;
        int weights = tile.taps() * tile.rows();
        scratch.leftovers.clear();
        Arrays.fill(sums, 0, weights * LENGTH, 0);
        RunGroup runs = tile.runs();
        for (int i = 0; i < runs.count(); i++) {
            int end = runs.length(i) / LENGTH * LENGTH;
            for (int done = 0; done < end; done += SEGMENT) {
                ProductTiles.segment(
                        x,
                        tile.inputs(),
                        tile.taps(),
                        runs.source(i) + done,
                        y,
                        tile.outputs(),
                        tile.rows(),
                        runs.destination(i) + done,
                        Math.min(SEGMENT, end - done),
                        sums);
            }
            int rest = runs.length(i) - end;
            if (rest > 0) {
                scratch.leftovers.add(
                        tile, xBytes, runs.source(i) + end, yBytes, runs.destination(i) + end, rest, sums);
            }
        }
        scratch.leftovers.flush(tile, sums);
        for (int w = 0; w < weights; w++) {
            double sum = 0;
            for (int lane = 0; lane < LENGTH; lane++) {
                sum += sums[w * LENGTH + lane];
            }
            result.putFloat(4 * (tile.slot(w / tile.rows()) + w % tile.rows()), (float) sum);
        }
    }
}
