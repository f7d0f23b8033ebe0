/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.function.IntConsumer;
import org.hrbp.kernel.KernelTimes.Part;

/** Tensor kernels whose arguments are checked first and whose arrays stay reachable until they have run. */
final class CheckedTensors implements TensorKernels {
    private final TensorKernels kernels;
    private final CheckedKernels checks;

    CheckedTensors(TensorKernels kernels, CheckedKernels checks) {
        this.kernels = kernels;
        this.checks = checks;
    }

    private void single(Tensor x, double[]... perChannel) {
        checks.check("tensor", x.memory(), x.layout().elements(), x.memory());
        for (double[] values : perChannel) {
            if (values.length < x.layout().channels()) {
                throw new IllegalArgumentException(
                        values.length + " values for " + x.layout().channels() + " channels");
            }
        }
    }

    private static long bytes(Tensor tensor) {
        return (long) tensor.layout().elements() * tensor.memory().elementBytes();
    }

    private void same(Tensor x, Tensor other) {
        checks.check("tensor", other.memory(), other.layout().elements(), x.memory());
        TensorLayout a = x.layout();
        TensorLayout b = other.layout();
        if (a.batch() != b.batch()
                || a.channels() != b.channels()
                || a.height() != b.height()
                || a.width() != b.width()) {
            throw new IllegalArgumentException("Tensors of one call differ in shape: " + a + " and " + b);
        }
    }

    private void standard(Tensor tensor, Memory memory) {
        single(tensor);
        TensorLayout l = tensor.layout();
        checks.check("c-order array", memory, l.channels() * l.planeValues(), tensor.memory());
    }

    private void pooled(Tensor x, ConvGeometry window, Tensor y) {
        single(x);
        checks.check("pooled tensor", y.memory(), y.layout().elements(), x.memory());
        TensorLayout in = x.layout();
        TensorLayout out = y.layout();
        if (in.batch() != out.batch() || in.channels() != out.channels()) {
            throw new IllegalArgumentException("Pooling keeps batch and channels, but " + in + " became " + out);
        }
        for (int h = 0; h < out.height(); h++) {
            meets(window.inputRow(h, 0), window.kernelHeight(), window.dilationHeight(), in.height(), "row", h);
        }
        for (int w = 0; w < out.width(); w++) {
            meets(window.inputColumn(w, 0), window.kernelWidth(), window.dilationWidth(), in.width(), "column", w);
        }
    }

    private static void meets(int first, int kernel, int dilation, int size, String axis, int index) {
        for (int k = 0; k < kernel; k++) {
            int i = first + k * dilation;
            if (i >= 0 && i < size) {
                return;
            }
        }
        throw new IllegalArgumentException(
                "The pooling window of output " + axis + " " + index + " lies wholly outside the image");
    }

    @Override
    public void fromStandard(Memory source, Tensor target) {
        standard(target, source);
        long begin = KernelTimes.begin();
        kernels.fromStandard(source, target);
        KernelTimes.end(Part.LAYOUT, begin, 0, 2 * bytes(target));
        source.keepAlive();
        target.memory().keepAlive();
    }

    @Override
    public void toStandard(Tensor source, Memory target) {
        standard(source, target);
        long begin = KernelTimes.begin();
        kernels.toStandard(source, target);
        KernelTimes.end(Part.LAYOUT, begin, 0, 2 * bytes(source));
        source.memory().keepAlive();
        target.keepAlive();
    }

    @Override
    public void channelSums(Tensor x, double[] sums) {
        single(x, sums);
        long begin = KernelTimes.begin();
        kernels.channelSums(x, sums);
        KernelTimes.end(Part.CONV_WEIGHT_GRADIENT, begin, 0, bytes(x));
        x.memory().keepAlive();
    }

    @Override
    public void moments(Tensor x, double[] mean, double[] variance) {
        single(x, mean, variance);
        long begin = KernelTimes.begin();
        kernels.moments(x, mean, variance);
        KernelTimes.end(Part.BATCH_NORMALIZATION, begin, 0, bytes(x));
        x.memory().keepAlive();
    }

    @Override
    public void affine(Tensor x, double[] mean, double[] scale, double[] shift, boolean relu, Tensor y) {
        single(x, mean, scale, shift);
        same(x, y);
        long begin = KernelTimes.begin();
        kernels.affine(x, mean, scale, shift, relu, y);
        KernelTimes.end(Part.BATCH_NORMALIZATION, begin, 0, 2 * bytes(x));
        x.memory().keepAlive();
        y.memory().keepAlive();
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
        single(x, mean, scale, shift, sumDy, sumDyX);
        same(x, dy);
        long begin = KernelTimes.begin();
        kernels.affineGradientSums(x, dy, mean, scale, shift, relu, sumDy, sumDyX);
        KernelTimes.end(Part.BATCH_NORMALIZATION, begin, 0, 2 * bytes(x));
        x.memory().keepAlive();
        dy.memory().keepAlive();
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
        single(x, mean, scale, shift, a, b, d);
        same(x, dy);
        same(x, dx);
        long begin = KernelTimes.begin();
        kernels.affineGradient(x, dy, mean, scale, shift, relu, a, b, d, dx);
        KernelTimes.end(Part.BATCH_NORMALIZATION, begin, 0, 3 * bytes(x));
        x.memory().keepAlive();
        dy.memory().keepAlive();
        dx.memory().keepAlive();
    }

    @Override
    public void normalize(
            Tensor x,
            double[] mean,
            double[] variance,
            IntConsumer between,
            double[] scale,
            double[] shift,
            boolean relu,
            Tensor y) {
        single(x, mean, variance, scale, shift);
        same(x, y);
        long begin = KernelTimes.begin();
        kernels.normalize(x, mean, variance, between, scale, shift, relu, y);
        KernelTimes.end(Part.BATCH_NORMALIZATION, begin, 0, 2 * bytes(x));
        x.memory().keepAlive();
        y.memory().keepAlive();
    }

    @Override
    public void normalizeGradient(
            Tensor x,
            Tensor dy,
            double[] mean,
            double[] scale,
            double[] shift,
            boolean relu,
            double[] sumDy,
            double[] sumDyX,
            IntConsumer between,
            double[] a,
            double[] b,
            double[] d,
            Tensor dx) {
        single(x, mean, scale, shift, sumDy, sumDyX, a, b, d);
        same(x, dy);
        same(x, dx);
        long begin = KernelTimes.begin();
        kernels.normalizeGradient(x, dy, mean, scale, shift, relu, sumDy, sumDyX, between, a, b, d, dx);
        KernelTimes.end(Part.BATCH_NORMALIZATION, begin, 0, 3 * bytes(x));
        x.memory().keepAlive();
        dy.memory().keepAlive();
        dx.memory().keepAlive();
    }

    @Override
    public void nesterovs(
            Memory gradient, Memory velocity, Memory params, double scale, double decay, double rate, double momentum) {
        checks.check("velocity", velocity, gradient.length(), gradient);
        checks.check("parameters", params, gradient.length(), gradient);
        kernels.nesterovs(gradient, velocity, params, scale, decay, rate, momentum);
        gradient.keepAlive();
        velocity.keepAlive();
        params.keepAlive();
    }

    @Override
    public void add(Tensor a, Tensor b, boolean relu, Tensor y) {
        single(a);
        same(a, b);
        same(a, y);
        long begin = KernelTimes.begin();
        kernels.add(a, b, relu, y);
        KernelTimes.end(Part.ADD, begin, 0, 3 * bytes(a));
        a.memory().keepAlive();
        b.memory().keepAlive();
        y.memory().keepAlive();
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        single(x);
        same(x, y);
        long begin = KernelTimes.begin();
        kernels.relu(x, y);
        KernelTimes.end(Part.ACTIVATION, begin, 0, 2 * bytes(x));
        x.memory().keepAlive();
        y.memory().keepAlive();
    }

    @Override
    public void reluGradient(Tensor y, Tensor dy, Tensor dx) {
        single(y);
        same(y, dy);
        same(y, dx);
        long begin = KernelTimes.begin();
        kernels.reluGradient(y, dy, dx);
        KernelTimes.end(Part.ACTIVATION, begin, 0, 3 * bytes(y));
        y.memory().keepAlive();
        dy.memory().keepAlive();
        dx.memory().keepAlive();
    }

    @Override
    public void copy(Tensor x, Tensor y) {
        single(x);
        same(x, y);
        long begin = KernelTimes.begin();
        kernels.copy(x, y);
        KernelTimes.end(Part.LAYOUT, begin, 0, 2 * bytes(x));
        x.memory().keepAlive();
        y.memory().keepAlive();
    }

    @Override
    public void pool(Tensor x, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor y) {
        pooled(x, window, y);
        long begin = KernelTimes.begin();
        kernels.pool(x, window, pooling, countPadding, y);
        KernelTimes.end(Part.POOL, begin, 0, bytes(x) + bytes(y));
        x.memory().keepAlive();
        y.memory().keepAlive();
    }

    @Override
    public void poolGradient(
            Tensor x, Tensor dy, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor dx) {
        pooled(x, window, dy);
        same(x, dx);
        long begin = KernelTimes.begin();
        kernels.poolGradient(x, dy, window, pooling, countPadding, dx);
        KernelTimes.end(Part.POOL, begin, 0, 2 * bytes(x) + bytes(dy));
        x.memory().keepAlive();
        dy.memory().keepAlive();
        dx.memory().keepAlive();
    }
}
