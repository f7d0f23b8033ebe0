/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.reference;

import java.util.Arrays;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.pattern.Block;
import org.jspecify.annotations.Nullable;

/** Weight by weight, pixel by pixel, in heap arrays of doubles: DOUBLE networks run on this, too. */
final class ReferenceConv implements ConvKernels {
    /** Work on one kept weight: x and y are element indices of the first example of one pixel pair. */
    private interface Step {
        void apply(int slot, int x, int y);
    }

    private final ConvPlan plan;
    private final int batch;

    ReferenceConv(ConvPlan plan) {
        this.plan = plan;
        batch = plan.input().batch();
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
        forEach((slot, xi, yi) -> multiplyAdd(factors[slot], from, xi, sum, yi, batch));
        store(sum, out, y);
    }

    @Override
    public void inputGradient(Memory dy, Memory weights, Memory dx) {
        double[] from = values(dy, plan.output().elements());
        double[] factors = values(weights, plan.pattern().keptCount());
        double[] sum = new double[plan.input().elements()];
        forEach((slot, xi, yi) -> multiplyAdd(factors[slot], from, yi, sum, xi, batch));
        store(sum, plan.input(), dx);
    }

    @Override
    public void weightGradient(Memory x, Memory dy, Memory dw) {
        double[] inputs = values(x, plan.input().elements());
        double[] gradients = values(dy, plan.output().elements());
        double[] sum = new double[plan.pattern().keptCount()];
        forEach((slot, xi, yi) -> sum[slot] += dot(inputs, xi, gradients, yi, batch));
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

    private void forEach(Step step) {
        int slot = 0;
        for (Block block : plan.pattern().blocks()) {
            for (int t = 0; t < block.tapCount(); t++) {
                for (int r = 0; r < block.rowCount(); r++) {
                    weight(step, slot++, block.row(r), block.channel(t), block.position(t));
                }
            }
        }
    }

    private void weight(Step step, int slot, int row, int channel, int position) {
        ConvGeometry g = plan.geometry();
        TensorLayout in = plan.input();
        TensorLayout out = plan.output();
        for (int h = 0; h < out.height(); h++) {
            int ih = g.inputRow(h, position / g.kernelWidth());
            if (ih < 0 || ih >= in.height()) {
                continue;
            }
            for (int w = 0; w < out.width(); w++) {
                int iw = g.inputColumn(w, position % g.kernelWidth());
                if (iw < 0 || iw >= in.width()) {
                    continue;
                }
                step.apply(slot, in.index(channel, ih, iw), out.index(row, h, w));
            }
        }
    }
}
