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

/** Weight by weight, pixel by pixel. */
final class ReferenceConv implements ConvKernels {
    /** Work on one kept weight: x and y are element indices of one example of one pixel pair. */
    private interface Step {
        void apply(int slot, int x, int y);
    }

    private final ConvPlan plan;

    ReferenceConv(ConvPlan plan) {
        this.plan = plan;
    }

    @Override
    public void forward(Memory x, Memory weights, @Nullable Memory bias, Memory y) {
        TensorLayout out = plan.output();
        double[] sum = new double[out.elements()];
        if (bias != null) {
            for (int c = 0; c < out.channels(); c++) {
                Arrays.fill(sum, c * out.plane(), c * out.plane() + out.planeValues(), bias.get(c));
            }
        }
        forEach((slot, xi, yi) -> sum[yi] += weights.get(slot) * x.get(xi));
        store(sum, out, y);
    }

    @Override
    public void inputGradient(Memory dy, Memory weights, Memory dx) {
        double[] sum = new double[plan.input().elements()];
        forEach((slot, xi, yi) -> sum[xi] += weights.get(slot) * dy.get(yi));
        store(sum, plan.input(), dx);
    }

    @Override
    public void weightGradient(Memory x, Memory dy, Memory dw) {
        double[] sum = new double[plan.pattern().keptCount()];
        forEach((slot, xi, yi) -> sum[slot] += x.get(xi) * dy.get(yi));
        for (int i = 0; i < sum.length; i++) {
            dw.set(i, sum[i]);
        }
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
                int x = in.index(channel, ih, iw);
                int y = out.index(row, h, w);
                for (int n = 0; n < in.batch(); n++) {
                    step.apply(slot, x + n, y + n);
                }
            }
        }
    }
}
