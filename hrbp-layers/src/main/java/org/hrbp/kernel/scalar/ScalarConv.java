/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.scalar;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.program.PassProgram;
import org.hrbp.kernel.program.Programs;
import org.hrbp.kernel.program.RunGroup;
import org.hrbp.kernel.program.Strip;
import org.hrbp.kernel.program.WeightProgram;
import org.hrbp.kernel.program.WeightTask;
import org.jspecify.annotations.Nullable;

/** Convolution passes run by run: copy in, multiply, copy out. */
final class ScalarConv implements ConvKernels {
    /** Elements of a run that are staged at a time. */
    private static final int SEGMENT = 512;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final PassProgram forward;
    private final PassProgram backward;
    private final WeightProgram weightProgram;
    private final int kept;

    ScalarConv(ConvPlan plan) {
        forward = Programs.forward(plan);
        backward = Programs.inputGradient(plan);
        weightProgram = new WeightProgram(plan, 1);
        kept = plan.pattern().keptCount();
    }

    private static final class Scratch {
        private final float[] source = new float[SEGMENT];
        private final float[][] rows = new float[PassProgram.STRIP_ROWS][SEGMENT];
        private final double[] sums = new double[WeightProgram.GROUP_WEIGHTS];
    }

    @Override
    public void forward(Memory x, Memory w, @Nullable Memory bias, Memory y) {
        run(forward, x, w, bias, y);
    }

    @Override
    public void inputGradient(Memory dy, Memory w, Memory dx) {
        run(backward, dy, w, null, dx);
    }

    private void run(PassProgram program, Memory source, Memory w, @Nullable Memory bias, Memory target) {
        float[] ordered = program.panel(w.floats(), kept);
        FloatBuffer from = source.floats();
        FloatBuffer to = target.floats();
        program.run(1, (strip, runs, table, taps) -> {
            for (int i = 0; i < runs.count(); i++) {
                for (int done = 0; done < runs.length(i); done += SEGMENT) {
                    int n = Math.min(SEGMENT, runs.length(i) - done);
                    Scratch s = start(strip, bias, to, runs.destination(i) + done, n);
                    for (int t = 0; t < taps; t++) {
                        from.get(runs.source(i) + done + table[2 * t], s.source, 0, n);
                        for (int r = 0; r < strip.rows(); r++) {
                            multiplyAdd(s.rows[r], s.source, ordered[table[2 * t + 1] + r], n);
                        }
                    }
                    for (int r = 0; r < strip.rows(); r++) {
                        to.put(strip.offset(r) + runs.destination(i) + done, s.rows[r], 0, n);
                    }
                }
            }
        });
    }

    private static Scratch start(Strip strip, @Nullable Memory bias, FloatBuffer to, int index, int n) {
        Scratch s = SCRATCH.get();
        for (int r = 0; r < strip.rows(); r++) {
            if (strip.adds()) {
                to.get(strip.offset(r) + index, s.rows[r], 0, n);
            } else {
                Arrays.fill(s.rows[r], 0, n, bias == null ? 0 : (float) bias.get(strip.channel(r)));
            }
        }
        return s;
    }

    private static void multiplyAdd(float[] sum, float[] x, float w, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] += w * x[i];
        }
    }

    @Override
    public void weightGradient(Memory x, Memory dy, Memory dw) {
        FloatBuffer from = x.floats();
        FloatBuffer gradient = dy.floats();
        weightProgram.run(
                new WeightProgram.Kernel() {
                    @Override
                    public void begin(int weights) {
                        Arrays.fill(SCRATCH.get().sums, 0, weights, 0);
                    }

                    @Override
                    public void add(WeightTask tile, RunGroup runs, int first) {
                        addProducts(tile, runs, from, gradient, first);
                    }

                    @Override
                    public void end(int weights, float[] target, int at) {
                        double[] sums = SCRATCH.get().sums;
                        for (int w = 0; w < weights; w++) {
                            target[at + w] = (float) sums[w];
                        }
                    }
                },
                dw.floats());
    }

    private static void addProducts(WeightTask tile, RunGroup runs, FloatBuffer x, FloatBuffer dy, int first) {
        Scratch s = SCRATCH.get();
        for (int i = 0; i < runs.count(); i++) {
            for (int done = 0; done < runs.length(i); done += SEGMENT) {
                int n = Math.min(SEGMENT, runs.length(i) - done);
                for (int r = 0; r < tile.rows(); r++) {
                    dy.get(tile.outputs()[r] + runs.destination(i) + done, s.rows[r], 0, n);
                }
                for (int t = 0; t < tile.taps(); t++) {
                    x.get(tile.inputs()[t] + runs.source(i) + done, s.source, 0, n);
                    for (int r = 0; r < tile.rows(); r++) {
                        s.sums[first + t * tile.rows() + r] += dot(s.source, s.rows[r], n);
                    }
                }
            }
        }
    }

    /** Four sums at a time, because a single one would wait for itself. */
    private static double dot(float[] x, float[] y, int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < n; i++) {
            a += x[i] * y[i];
        }
        return (double) a + b + c + d;
    }
}
