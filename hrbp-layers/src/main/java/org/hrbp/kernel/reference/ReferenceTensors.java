/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.reference;

import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Pooling;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorKernels;
import org.hrbp.kernel.TensorLayout;

/** Element by element. */
final class ReferenceTensors implements TensorKernels {
    /** New value of one element of a channel. */
    private interface Value {
        double of(int channel, int index);
    }

    private static double at(Tensor t, int channel, int index) {
        return t.memory().get(channel * t.layout().plane() + index);
    }

    private static void map(Tensor target, Value value) {
        TensorLayout l = target.layout();
        for (int c = 0; c < l.channels(); c++) {
            for (int i = 0; i < l.planeValues(); i++) {
                target.memory().set(c * l.plane() + i, value.of(c, i));
            }
        }
    }

    private static void sum(Tensor shape, double[] sums, Value value) {
        TensorLayout l = shape.layout();
        for (int c = 0; c < l.channels(); c++) {
            double s = 0;
            for (int i = 0; i < l.planeValues(); i++) {
                s += value.of(c, i);
            }
            sums[c] = s;
        }
    }

    /** Index in c-order memory of element i of a channel plane. */
    private static int standard(TensorLayout l, int channel, int i) {
        int n = i % l.batch();
        return (n * l.channels() + channel) * l.height() * l.width() + i / l.batch();
    }

    @Override
    public void fromStandard(Memory source, Tensor target) {
        map(target, (c, i) -> source.get(standard(target.layout(), c, i)));
    }

    @Override
    public void toStandard(Tensor source, Memory target) {
        TensorLayout l = source.layout();
        for (int c = 0; c < l.channels(); c++) {
            for (int i = 0; i < l.planeValues(); i++) {
                target.set(standard(l, c, i), at(source, c, i));
            }
        }
    }

    @Override
    public void channelSums(Tensor x, double[] sums) {
        sum(x, sums, (c, i) -> at(x, c, i));
    }

    @Override
    public void moments(Tensor x, double[] mean, double[] variance) {
        int values = x.layout().planeValues();
        channelSums(x, mean);
        for (int c = 0; c < x.layout().channels(); c++) {
            mean[c] /= values;
        }
        sum(x, variance, (c, i) -> (at(x, c, i) - mean[c]) * (at(x, c, i) - mean[c]));
        for (int c = 0; c < x.layout().channels(); c++) {
            variance[c] /= values;
        }
    }

    @Override
    public void affine(Tensor x, double[] mean, double[] scale, double[] shift, boolean relu, Tensor y) {
        map(y, (c, i) -> {
            double v = scale[c] * (at(x, c, i) - mean[c]) + shift[c];
            return relu ? Math.max(v, 0) : v;
        });
    }

    private static Value passed(Tensor x, Tensor dy, double[] mean, double[] scale, double[] shift, boolean relu) {
        return (c, i) -> !relu || scale[c] * (at(x, c, i) - mean[c]) + shift[c] > 0 ? at(dy, c, i) : 0;
    }

    @Override
    public void affineGradientSums(
            Tensor x,
            Tensor dy,
            double[] mean,
            double[] scale,
            double[] shift,
            boolean relu,
            double[] sumDy,
            double[] sumDyX) {
        Value passed = passed(x, dy, mean, scale, shift, relu);
        sum(x, sumDy, passed);
        sum(x, sumDyX, (c, i) -> passed.of(c, i) * (at(x, c, i) - mean[c]));
    }

    @Override
    public void affineGradient(
            Tensor x,
            Tensor dy,
            double[] mean,
            double[] scale,
            double[] shift,
            boolean relu,
            double[] a,
            double[] b,
            double[] d,
            Tensor dx) {
        Value passed = passed(x, dy, mean, scale, shift, relu);
        map(dx, (c, i) -> a[c] * passed.of(c, i) + b[c] * (at(x, c, i) - mean[c]) + d[c]);
    }

    @Override
    public void nesterovs(
            Memory gradient, Memory velocity, Memory params, double scale, double decay, double rate, double momentum) {
        for (int i = 0; i < gradient.length(); i++) {
            double old = momentum * velocity.get(i);
            double next = old - rate * (scale * gradient.get(i) + decay * params.get(i));
            velocity.set(i, next);
            gradient.set(i, old - (1 + momentum) * next);
        }
    }

    @Override
    public void add(Tensor a, Tensor b, boolean relu, Tensor y) {
        map(y, (c, i) -> {
            double v = at(a, c, i) + at(b, c, i);
            return relu ? Math.max(v, 0) : v;
        });
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        map(y, (c, i) -> Math.max(at(x, c, i), 0));
    }

    @Override
    public void reluGradient(Tensor y, Tensor dy, Tensor dx) {
        map(dx, (c, i) -> at(y, c, i) > 0 ? at(dy, c, i) : 0);
    }

    @Override
    public void copy(Tensor x, Tensor y) {
        map(y, (c, i) -> at(x, c, i));
    }

    @Override
    public void pool(Tensor x, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor y) {
        map(y, (c, i) -> new PoolWindow(x, window, y.layout(), c, i).value(pooling, countPadding));
    }

    @Override
    public void poolGradient(
            Tensor x, Tensor dy, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor dx) {
        double[] sum = new double[dx.layout().elements()];
        TensorLayout out = dy.layout();
        for (int c = 0; c < out.channels(); c++) {
            for (int i = 0; i < out.planeValues(); i++) {
                new PoolWindow(x, window, out, c, i).spread(pooling, countPadding, at(dy, c, i), dx.layout(), sum);
            }
        }
        map(dx, (c, i) -> sum[c * dx.layout().plane() + i]);
    }
}
