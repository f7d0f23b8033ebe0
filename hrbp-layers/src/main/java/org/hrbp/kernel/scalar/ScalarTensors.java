/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.scalar;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Pooling;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorKernels;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.kernel.program.ChannelTasks;
import org.jspecify.annotations.Nullable;

/** Channel by channel, a short run at a time in heap arrays. */
final class ScalarTensors implements TensorKernels {
    private static final int SEGMENT = 1024;

    private static final ThreadLocal<float[][]> SCRATCH = ThreadLocal.withInitial(() -> new float[2][SEGMENT]);

    /** Works on one run of one channel. */
    private interface Run {
        void apply(int channel, float[] a, float[] b, int n);
    }

    /** Reads runs of a and, if there is one, b; writes what is left in the first array to y. */
    private static void map(Tensor a, @Nullable Tensor b, Tensor y, Run run) {
        FloatBuffer to = y.memory().floats();
        each(a, b, y.layout(), (channel, index, x, z, n) -> {
            run.apply(channel, x, z, n);
            to.put(channel * y.layout().plane() + index, x, 0, n);
        });
    }

    /** Works on one run that starts at an index of a channel. */
    private interface IndexedRun {
        void apply(int channel, int index, float[] a, float[] b, int n);
    }

    private static void each(Tensor a, @Nullable Tensor b, TensorLayout layout, IndexedRun run) {
        FloatBuffer fromA = a.memory().floats();
        FloatBuffer fromB = b == null ? fromA : b.memory().floats();
        ChannelTasks.run(layout, c -> {
            float[][] s = SCRATCH.get();
            for (int i = 0; i < layout.planeValues(); i += SEGMENT) {
                int n = Math.min(SEGMENT, layout.planeValues() - i);
                fromA.get(c * a.layout().plane() + i, s[0], 0, n);
                if (b != null) {
                    fromB.get(c * b.layout().plane() + i, s[1], 0, n);
                }
                run.apply(c, i, s[0], s[1], n);
            }
        });
    }

    @Override
    public void fromStandard(Memory source, Tensor target) {
        ChannelTasks.run(target.layout(), c -> Transposition.fromStandard(source.floats(), target, c));
    }

    @Override
    public void toStandard(Tensor source, Memory target) {
        ChannelTasks.run(source.layout(), c -> Transposition.toStandard(source, target.floats(), c));
    }

    @Override
    public void channelSums(Tensor x, double[] sums) {
        Arrays.fill(sums, 0, x.layout().channels(), 0);
        each(x, null, x.layout(), (c, i, a, b, n) -> sums[c] += Sums.sum(a, n));
    }

    @Override
    public void moments(Tensor x, double[] mean, double[] variance) {
        int values = x.layout().planeValues();
        channelSums(x, mean);
        for (int c = 0; c < x.layout().channels(); c++) {
            mean[c] /= values;
            variance[c] = 0;
        }
        each(x, null, x.layout(), (c, i, a, b, n) -> variance[c] += Sums.squares(a, (float) mean[c], n));
        for (int c = 0; c < x.layout().channels(); c++) {
            double shift = mean[c] - (float) mean[c];
            variance[c] = Math.max(0, variance[c] / values - shift * shift);
        }
    }

    @Override
    public void affine(Tensor x, double[] mean, double[] scale, double[] shift, boolean relu, Tensor y) {
        map(x, null, y, (c, a, b, n) -> {
            float m = (float) mean[c];
            float f = (float) scale[c];
            float s = shift(mean[c], scale[c], shift[c]);
            for (int i = 0; i < n; i++) {
                a[i] = f * (a[i] - m) + s;
            }
            if (relu) {
                positive(a, n);
            }
        });
    }

    /** The shift that makes up for rounding the mean. */
    private static float shift(double mean, double scale, double shift) {
        return (float) (shift - scale * (mean - (float) mean));
    }

    private static void positive(float[] a, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Math.max(a[i], 0f);
        }
    }

    /** Leaves only the gradients that a fused ReLU lets through. */
    private static void pass(float[] x, float[] dy, double mean, double scale, double shift, int n) {
        float m = (float) mean;
        float f = (float) scale;
        float s = shift(mean, scale, shift);
        for (int i = 0; i < n; i++) {
            dy[i] = f * (x[i] - m) + s > 0 ? dy[i] : 0;
        }
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
        Arrays.fill(sumDy, 0, x.layout().channels(), 0);
        Arrays.fill(sumDyX, 0, x.layout().channels(), 0);
        each(x, dy, x.layout(), (c, i, a, b, n) -> {
            if (relu) {
                pass(a, b, mean[c], scale[c], shift[c], n);
            }
            sumDy[c] += Sums.sum(b, n);
            sumDyX[c] += Sums.products(a, (float) mean[c], b, n);
        });
        for (int c = 0; c < x.layout().channels(); c++) {
            sumDyX[c] -= (mean[c] - (float) mean[c]) * sumDy[c];
        }
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
        map(x, dy, dx, (c, xs, g, n) -> {
            if (relu) {
                pass(xs, g, mean[c], scale[c], shift[c], n);
            }
            float fa = (float) a[c];
            float fb = (float) b[c];
            float m = (float) mean[c];
            float constant = (float) (d[c] - b[c] * (mean[c] - m));
            for (int i = 0; i < n; i++) {
                xs[i] = fa * g[i] + (fb * (xs[i] - m) + constant);
            }
        });
    }

    @Override
    public void nesterovs(
            Memory gradient, Memory velocity, Memory params, double scale, double decay, double rate, double momentum) {
        FloatBuffer g = gradient.floats();
        FloatBuffer v = velocity.floats();
        FloatBuffer w = params.floats();
        for (int i = 0; i < g.capacity(); i++) {
            float old = (float) momentum * v.get(i);
            float next = old - (float) rate * ((float) scale * g.get(i) + (float) decay * w.get(i));
            v.put(i, next);
            g.put(i, old - (float) (1 + momentum) * next);
        }
    }

    @Override
    public void add(Tensor a, Tensor b, boolean relu, Tensor y) {
        map(a, b, y, (c, p, q, n) -> {
            for (int i = 0; i < n; i++) {
                p[i] += q[i];
            }
            if (relu) {
                positive(p, n);
            }
        });
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        map(x, null, y, (c, a, b, n) -> positive(a, n));
    }

    @Override
    public void reluGradient(Tensor y, Tensor dy, Tensor dx) {
        map(y, dy, dx, (c, a, b, n) -> {
            for (int i = 0; i < n; i++) {
                a[i] = a[i] > 0 ? b[i] : 0;
            }
        });
    }

    @Override
    public void copy(Tensor x, Tensor y) {
        map(x, null, y, (c, a, b, n) -> {});
    }

    @Override
    public void pool(Tensor x, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor y) {
        PoolPlanes planes = new PoolPlanes(x.layout(), y.layout(), window, pooling, countPadding);
        ChannelTasks.run(
                x.layout(), c -> planes.forward(x.memory().floats(), y.memory().floats(), c));
    }

    @Override
    public void poolGradient(
            Tensor x, Tensor dy, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor dx) {
        PoolPlanes planes = new PoolPlanes(x.layout(), dy.layout(), window, pooling, countPadding);
        ChannelTasks.run(
                x.layout(),
                c -> planes.backward(
                        x.memory().floats(), dy.memory().floats(), dx.memory().floats(), dx.layout(), c));
    }
}
