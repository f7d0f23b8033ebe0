/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.LENGTH;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.program.RunGroup;
import org.hrbp.kernel.program.WeightProgram;
import org.hrbp.kernel.program.WeightTask;

/** Sums of products, one vector per weight until the end. */
final class WeightKernel implements WeightProgram.Kernel {
    /** Elements of a run between two visits of the sums, which cost as much as some 10 vectors of products. */
    private static final int SEGMENT = 64 * LENGTH;

    private final Object x;
    private final Object y;
    private final ByteBuffer xBytes;
    private final ByteBuffer yBytes;

    WeightKernel(Memory x, Memory dy) {
        this.x = Lanes.of(x);
        this.y = Lanes.of(dy);
        this.xBytes = x.bytes();
        this.yBytes = dy.bytes();
    }

    @Override
    public void begin(int weights) {
        Arrays.fill(Scratch.get().weights, 0, weights * LENGTH, 0);
    }

    @Override
    public void add(WeightTask tile, RunGroup runs, int first) {
        Scratch scratch = Scratch.get();
        float[] sums = scratch.weights;
        int at = first * LENGTH;
        scratch.leftovers.clear();
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
                        sums,
                        at);
            }
            int rest = runs.length(i) - end;
            if (rest > 0) {
                scratch.leftovers.add(
                        tile, xBytes, runs.source(i) + end, yBytes, runs.destination(i) + end, rest, sums, at);
            }
        }
        scratch.leftovers.flush(tile, sums, at);
    }

    /** Adds the lanes; four sums at a time, because a single one would wait for itself. */
    @Override
    public void end(int weights, float[] target, int at) {
        float[] sums = Scratch.get().weights;
        for (int w = 0; w < weights; w++) {
            float a = 0;
            float b = 0;
            float c = 0;
            float d = 0;
            for (int i = w * LENGTH; i < (w + 1) * LENGTH; i += 4) {
                a += sums[i];
                b += sums[i + 1];
                c += sums[i + 2];
                d += sums[i + 3];
            }
            target[at + w] = (a + b) + (c + d);
        }
    }
}
