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
    private static final int SEGMENT = Integer.getInteger("hrbp.seg", 24) * LENGTH;

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
        float[] sums = Scratch.get().weights;
        int weights = tile.taps() * tile.rows();
        Arrays.fill(sums, 0, weights * LENGTH, 0);
        RunGroup runs = tile.runs();
        for (int i = 0; i < runs.count(); i++) {
            int end = runs.length(i) / LENGTH * LENGTH;
            for (int done = 0; done < end; done += SEGMENT) {
                int n = Math.min(SEGMENT, end - done);
                segment(tile, 4L * (runs.source(i) + done), 4L * (runs.destination(i) + done), 4 * n, sums);
            }
            rest(tile, runs.source(i) + end, runs.destination(i) + end, runs.length(i) - end, sums);
        }
        for (int w = 0; w < weights; w++) {
            double sum = 0;
            for (int lane = 0; lane < LENGTH; lane++) {
                sum += sums[w * LENGTH + lane];
            }
            result.putFloat(4 * (tile.slot(w / tile.rows()) + w % tile.rows()), (float) sum);
        }
    }

    private void segment(WeightTask tile, long xStart, long yStart, int bytes, float[] sums) {
        int tapStride = tile.rows() * LENGTH;
        int t = 0;
        for (; t + 3 < tile.taps(); t += 4) {
            long x0 = xStart + 4L * tile.input(t);
            long x1 = xStart + 4L * tile.input(t + 1);
            long x2 = xStart + 4L * tile.input(t + 2);
            long x3 = xStart + 4L * tile.input(t + 3);
            int r = 0;
            for (; r + 3 < tile.rows(); r += 4) {
                ProductTiles.quad(
                        x,
                        x0,
                        x1,
                        x2,
                        x3,
                        y,
                        yStart + 4L * tile.output(r),
                        yStart + 4L * tile.output(r + 1),
                        yStart + 4L * tile.output(r + 2),
                        yStart + 4L * tile.output(r + 3),
                        bytes,
                        sums,
                        t * tapStride + r * LENGTH,
                        tapStride);
            }
            for (; r < tile.rows(); r++) {
                long from = yStart + 4L * tile.output(r);
                ProductTiles.fan(y, from, x, x0, x1, x2, x3, bytes, sums, t * tapStride + r * LENGTH, tapStride);
            }
        }
        for (; t < tile.taps(); t++) {
            tap(tile, t, xStart + 4L * tile.input(t), yStart, bytes, sums);
        }
    }

    private void tap(WeightTask tile, int t, long from, long yStart, int bytes, float[] sums) {
        int at = t * tile.rows() * LENGTH;
        int r = 0;
        for (; r + 3 < tile.rows(); r += 4) {
            ProductTiles.fan(
                    x,
                    from,
                    y,
                    yStart + 4L * tile.output(r),
                    yStart + 4L * tile.output(r + 1),
                    yStart + 4L * tile.output(r + 2),
                    yStart + 4L * tile.output(r + 3),
                    bytes,
                    sums,
                    at + r * LENGTH,
                    LENGTH);
        }
        for (; r < tile.rows(); r++) {
            ProductTiles.pair(x, from, y, yStart + 4L * tile.output(r), bytes, sums, at + r * LENGTH);
        }
    }

    /** The elements of a run that fill no vector; element i goes to lane i. */
    private void rest(WeightTask tile, int xStart, int yStart, int n, float[] sums) {
        for (int i = 0; i < n; i++) {
            for (int t = 0; t < tile.taps(); t++) {
                float value = xBytes.getFloat(4 * (xStart + tile.input(t) + i));
                for (int r = 0; r < tile.rows(); r++) {
                    sums[(t * tile.rows() + r) * LENGTH + i] +=
                            value * yBytes.getFloat(4 * (yStart + tile.output(r) + i));
                }
            }
        }
    }
}
