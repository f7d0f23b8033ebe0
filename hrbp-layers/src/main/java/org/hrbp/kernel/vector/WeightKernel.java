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
    /** Vectors between two visits of the sums, which cost as much as some 10 vectors of products. */
    private static final int SEGMENT = 128;

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
        int at = first * LENGTH;
        int[] table = runs.vectors();
        for (int done = 0; done < table.length / 2; done += SEGMENT) {
            ProductTiles.add(
                    Lanes.FEW_REGISTERS,
                    x,
                    tile.inputs(),
                    tile.taps(),
                    y,
                    tile.outputs(),
                    tile.rows(),
                    table,
                    done,
                    Math.min(table.length / 2, done + SEGMENT),
                    scratch.weights,
                    at);
        }
        scratch.leftovers.clear();
        for (int i = 0; i < runs.count(); i++) {
            int rest = runs.length(i) % LENGTH;
            if (rest > 0) {
                int start = runs.length(i) - rest;
                int from = runs.source(i) + start;
                int to = runs.destination(i) + start;
                scratch.leftovers.add(tile, xBytes, from, yBytes, to, rest, scratch.weights, at);
            }
        }
        scratch.leftovers.flush(tile, scratch.weights, at);
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
