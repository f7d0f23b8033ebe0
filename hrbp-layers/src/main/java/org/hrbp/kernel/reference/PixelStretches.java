/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.reference;

import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.TensorLayout;

/** The pixel pairs that one kernel position joins, as stretches contiguous in both tensors; offsets count from the start of a channel. */
final class PixelStretches {
    private final int[] x;
    private final int[] y;
    private final int[] length;
    private int count;

    private PixelStretches(int most) {
        x = new int[most];
        y = new int[most];
        length = new int[most];
    }

    static PixelStretches of(ConvPlan plan, int position) {
        ConvGeometry g = plan.geometry();
        TensorLayout in = plan.input();
        TensorLayout out = plan.output();
        PixelStretches all = new PixelStretches(out.height() * out.width());
        for (int h = 0; h < out.height(); h++) {
            int ih = g.inputRow(h, position / g.kernelWidth());
            for (int w = 0; w < out.width(); w++) {
                int iw = g.inputColumn(w, position % g.kernelWidth());
                if (ih >= 0 && ih < in.height() && iw >= 0 && iw < in.width()) {
                    all.add(in.index(0, ih, iw), out.index(0, h, w), in.batch());
                }
            }
        }
        return all;
    }

    private void add(int xi, int yi, int n) {
        int last = count - 1;
        if (last >= 0 && x[last] + length[last] == xi && y[last] + length[last] == yi) {
            length[last] += n;
        } else {
            x[count] = xi;
            y[count] = yi;
            length[count++] = n;
        }
    }

    int count() {
        return count;
    }

    int x(int i) {
        return x[i];
    }

    int y(int i) {
        return y[i];
    }

    int length(int i) {
        return length[i];
    }
}
