/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.reference;

import java.util.Arrays;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Pooling;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorLayout;

/** The input elements behind one output element of a pooling. */
final class PoolWindow {
    private final int channel;
    private final int[] rows;
    private final int[] columns;
    private final double[] values;
    private final int example;
    private final int windowSize;

    PoolWindow(Tensor x, ConvGeometry g, TensorLayout out, int channel, int index) {
        TensorLayout in = x.layout();
        this.channel = channel;
        this.example = index % out.batch();
        this.windowSize = g.kernelHeight() * g.kernelWidth();
        int[] r = new int[windowSize];
        int[] q = new int[windowSize];
        double[] v = new double[windowSize];
        int n = 0;
        for (int p = 0; p < windowSize; p++) {
            int row = g.inputRow(index / out.batch() / out.width(), p / g.kernelWidth());
            int column = g.inputColumn(index / out.batch() % out.width(), p % g.kernelWidth());
            if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                r[n] = row;
                q[n] = column;
                v[n++] = x.memory().get(in.index(channel, row, column) + example);
            }
        }
        rows = Arrays.copyOf(r, n);
        columns = Arrays.copyOf(q, n);
        values = Arrays.copyOf(v, n);
    }

    private double divisor(Pooling pooling, boolean countPadding) {
        return pooling == Pooling.SUM ? 1 : countPadding ? windowSize : values.length;
    }

    private int largest() {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    double value(Pooling pooling, boolean countPadding) {
        if (pooling == Pooling.MAX) {
            return values[largest()];
        }
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / divisor(pooling, countPadding);
    }

    void spread(Pooling pooling, boolean countPadding, double gradient, TensorLayout in, double[] sum) {
        if (pooling == Pooling.MAX) {
            int i = largest();
            sum[in.index(channel, rows[i], columns[i]) + example] += gradient;
            return;
        }
        for (int i = 0; i < values.length; i++) {
            sum[in.index(channel, rows[i], columns[i]) + example] += gradient / divisor(pooling, countPadding);
        }
    }
}
