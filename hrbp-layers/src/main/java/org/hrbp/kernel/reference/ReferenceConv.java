/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.reference;

import java.util.Arrays;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.pattern.Block;
import org.jspecify.annotations.Nullable;

/** Weight by weight in heap arrays of doubles: DOUBLE networks run on this, too. */
final class ReferenceConv implements ConvKernels {
    /** Work on one kept weight: x and y are where one stretch of its pixels begins, n its elements. */
    private interface Step {
        void apply(int slot, int x, int y, int n);
    }

    private static final int TASKS = 4;

    private final ConvPlan plan;
    private final PixelStretches[] stretches;

    ReferenceConv(ConvPlan plan) {
        this.plan = plan;
        stretches = new PixelStretches[plan.pattern().shape().positions()];
        Arrays.setAll(stretches, position -> PixelStretches.of(plan, position));
    }

    @Override
    public void forward(Memory x, Memory weights, @Nullable Memory bias, Memory y) {
        TensorLayout out = plan.output();
        double[] from = values(x, plan.input().elements());
        double[] factors = values(weights, plan.pattern().keptCount());
        double[] sum = new double[out.elements()];
        if (bias != null) {
            for (int c = 0; c < out.channels(); c++) {
                Arrays.fill(sum, c * out.plane(), c * out.plane() + out.planeValues(), bias.get(c));
            }
        }
        forEach(false, (slot, xi, yi, n) -> multiplyAdd(factors[slot], from, xi, sum, yi, n));
        store(sum, out, y);
    }

    @Override
    public void inputGradient(Memory dy, Memory weights, Memory dx) {
        double[] from = values(dy, plan.output().elements());
        double[] factors = values(weights, plan.pattern().keptCount());
        double[] sum = new double[plan.input().elements()];
        forEach(true, (slot, xi, yi, n) -> multiplyAdd(factors[slot], from, yi, sum, xi, n));
        store(sum, plan.input(), dx);
    }

    @Override
    public void weightGradient(Memory x, Memory dy, Memory dw) {
        double[] inputs = values(x, plan.input().elements());
        double[] gradients = values(dy, plan.output().elements());
        double[] sum = new double[plan.pattern().keptCount()];
        forEach(false, (slot, xi, yi, n) -> sum[slot] += dot(inputs, xi, gradients, yi, n));
        for (int i = 0; i < sum.length; i++) {
            dw.set(i, sum[i]);
        }
    }

    private static double[] values(Memory memory, int count) {
        double[] all = new double[count];
        for (int i = 0; i < count; i++) {
            all[i] = memory.get(i);
        }
        return all;
    }

    private static void multiplyAdd(double factor, double[] x, int xi, double[] sum, int at, int n) {
        for (int i = 0; i < n; i++) {
            sum[at + i] += factor * x[xi + i];
        }
    }

    /** Four sums at a time, because a single one would wait for itself. */
    private static double dot(double[] x, int xi, double[] y, int yi, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < n; i += 4) {
            a += x[xi + i] * y[yi + i];
            b += x[xi + i + 1] * y[yi + i + 1];
            c += x[xi + i + 2] * y[yi + i + 2];
            d += x[xi + i + 3] * y[yi + i + 3];
        }
        for (; i < n; i++) {
            a += x[xi + i] * y[yi + i];
        }
        return a + b + c + d;
    }

    private static void store(double[] values, TensorLayout layout, Memory target) {
        for (int c = 0; c < layout.channels(); c++) {
            for (int i = 0; i < layout.planeValues(); i++) {
                target.set(c * layout.plane() + i, values[c * layout.plane() + i]);
            }
        }
    }

    /** Every weight; tasks share the channels of what is summed into, so that the order of no sum depends on threads. */
    private void forEach(boolean ofInput, Step step) {
        int channels = (ofInput ? plan.input() : plan.output()).channels();
        int tasks = Math.min(TASKS, channels);
        HrbpThreads.run(tasks, (i, thread) -> forEach(ofInput, i * channels / tasks, (i + 1) * channels / tasks, step));
    }

    private void forEach(boolean ofInput, int from, int to, Step step) {
        int slot = 0;
        for (Block block : plan.pattern().blocks()) {
            for (int t = 0; t < block.tapCount(); t++) {
                int x = block.channel(t) * plan.input().plane();
                for (int r = 0; r < block.rowCount(); r++) {
                    int channel = ofInput ? block.channel(t) : block.row(r);
                    if (channel >= from && channel < to) {
                        apply(
                                step,
                                slot,
                                stretches[block.position(t)],
                                x,
                                block.row(r) * plan.output().plane());
                    }
                    slot++;
                }
            }
        }
    }

    private static void apply(Step step, int slot, PixelStretches stretches, int x, int y) {
        for (int i = 0; i < stretches.count(); i++) {
            step.apply(slot, x + stretches.x(i), y + stretches.y(i), stretches.length(i));
        }
    }
}
