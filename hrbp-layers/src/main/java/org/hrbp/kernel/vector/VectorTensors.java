/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import java.util.function.IntConsumer;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Pooling;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorKernels;
import org.hrbp.kernel.program.ChannelTasks;
import org.hrbp.kernel.scalar.ScalarKernels;

/** Vector loops, channel by channel. Transpositions and the less usual poolings are the scalar provider's. */
final class VectorTensors implements TensorKernels {
    /** Bytes of parameters that are worth a task of their own. */
    private static final int TASK_BYTES = 1024 * Lanes.BYTES;

    private final TensorKernels scalar = new ScalarKernels().tensors();

    @Override
    public void fromStandard(Memory source, Tensor target) {
        scalar.fromStandard(source, target);
    }

    @Override
    public void toStandard(Tensor source, Memory target) {
        scalar.toStandard(source, target);
    }

    @Override
    public void channelSums(Tensor x, double[] sums) {
        Channels.Summing sum = sum(x, sums);
        ChannelTasks.run(x.layout(), c -> sum.channel(c, 0));
    }

    private static Channels.Summing sum(Tensor x, double[] sums) {
        double[] unused = new double[x.layout().channels()];
        return new Channels.Summing(
                x, null, (c, a, ao, b, bo, bytes, s) -> ChannelLoops.sum(a, ao, bytes, s), sums, unused);
    }

    @Override
    public void moments(Tensor x, double[] mean, double[] variance) {
        ChannelTasks.run(x.layout(), momentsOfChannel(x, mean, variance));
    }

    private static IntConsumer momentsOfChannel(Tensor x, double[] mean, double[] variance) {
        int values = x.layout().planeValues();
        double[] distances = new double[x.layout().channels()];
        Channels.Summing sum = sum(x, mean);
        Channels.Summing spread = new Channels.Summing(
                x,
                null,
                (c, a, ao, b, bo, bytes, s) -> ChannelLoops.distances(a, ao, (float) mean[c], bytes, s),
                variance,
                distances);
        return c -> {
            sum.channel(c, 0);
            mean[c] /= values;
            spread.channel(c, mean[c]);
            // sums in float are too coarse for a mean far above the deviation: the distances from it correct it
            double off = distances[c] / values;
            mean[c] = (float) mean[c] + off;
            variance[c] = Math.max(0, variance[c] / values - off * off);
        };
    }

    @Override
    public void affine(Tensor x, double[] mean, double[] scale, double[] shift, boolean relu, Tensor y) {
        ChannelTasks.run(x.layout(), affineOfChannel(x, mean, scale, shift, relu, y));
    }

    private static IntConsumer affineOfChannel(
            Tensor x, double[] mean, double[] scale, double[] shift, boolean relu, Tensor y) {
        return new Channels.Mapping(x, null, y, (c, a, ao, b, bo, t, to, bytes) -> {
            float m = (float) mean[c];
            float s = shift(mean[c], scale[c], shift[c]);
            if (relu) {
                ChannelLoops.affineRelu(a, ao, m, (float) scale[c], s, t, to, bytes);
            } else {
                ChannelLoops.affine(a, ao, m, (float) scale[c], s, t, to, bytes);
            }
        })::channel;
    }

    /** The shift that makes up for rounding the mean. */
    private static float shift(double mean, double scale, double shift) {
        return (float) (shift - scale * (mean - (float) mean));
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
        ChannelTasks.run(
                x.layout(),
                momentsOfChannel(x, mean, variance)
                        .andThen(between)
                        .andThen(affineOfChannel(x, mean, scale, shift, relu, y)));
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
        ChannelTasks.run(x.layout(), gradientSumsOfChannel(x, dy, mean, scale, shift, relu, sumDy, sumDyX));
    }

    private static IntConsumer gradientSumsOfChannel(
            Tensor x,
            Tensor dy,
            double[] mean,
            double[] scale,
            double[] shift,
            boolean relu,
            double[] sumDy,
            double[] sumDyX) {
        Channels.Sum sum = (c, a, ao, b, bo, bytes, s) -> {
            float m = (float) mean[c];
            if (relu) {
                ChannelLoops.reluGradientSums(
                        a, ao, b, bo, m, (float) scale[c], shift(mean[c], scale[c], shift[c]), bytes, s);
            } else {
                ChannelLoops.gradientSums(a, ao, b, bo, m, bytes, s);
            }
        };
        Channels.Summing sums = new Channels.Summing(x, dy, sum, sumDy, sumDyX);
        return c -> {
            sums.channel(c, mean[c]);
            sumDyX[c] -= (mean[c] - (float) mean[c]) * sumDy[c];
        };
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
        ChannelTasks.run(x.layout(), gradientOfChannel(x, dy, mean, scale, shift, relu, a, b, d, dx));
    }

    private static IntConsumer gradientOfChannel(
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
        return new Channels.Mapping(x, dy, dx, (c, v, vo, g, go, t, to, bytes) -> {
            float fa = (float) a[c];
            float fb = (float) b[c];
            float m = (float) mean[c];
            float fd = (float) (d[c] - b[c] * (mean[c] - m));
            if (relu) {
                float s = shift(mean[c], scale[c], shift[c]);
                ChannelLoops.reluGradient(v, vo, g, go, m, (float) scale[c], s, fa, fb, fd, t, to, bytes);
            } else {
                ChannelLoops.gradient(v, vo, g, go, m, fa, fb, fd, t, to, bytes);
            }
        })::channel;
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
        IntConsumer sums = gradientSumsOfChannel(x, dy, mean, scale, shift, relu, sumDy, sumDyX);
        IntConsumer gradient = gradientOfChannel(x, dy, mean, scale, shift, relu, a, b, d, dx);
        ChannelTasks.run(x.layout(), sums.andThen(between).andThen(gradient));
    }

    @Override
    public void nesterovs(
            Memory gradient, Memory velocity, Memory params, double scale, double decay, double rate, double momentum) {
        int whole = gradient.length() / Lanes.LENGTH * Lanes.BYTES;
        Object g = Lanes.of(gradient);
        Object v = Lanes.of(velocity);
        Object w = Lanes.of(params);
        HrbpThreads.run((whole + TASK_BYTES - 1) / TASK_BYTES, (task, thread) -> {
            int first = task * TASK_BYTES;
            int end = Math.min(whole, first + TASK_BYTES);
            ChannelLoops.nesterovs(g, v, w, first, end, (float) scale, (float) decay, (float) rate, (float) momentum);
        });
        int done = whole / 4;
        scalar.nesterovs(gradient.from(done), velocity.from(done), params.from(done), scale, decay, rate, momentum);
    }

    @Override
    public void add(Tensor a, Tensor b, boolean relu, Tensor y) {
        Channels.map(a, b, y, (c, p, po, q, qo, t, to, bytes) -> {
            if (relu) {
                ChannelLoops.addRelu(p, po, q, qo, t, to, bytes);
            } else {
                ChannelLoops.add(p, po, q, qo, t, to, bytes);
            }
        });
    }

    @Override
    public void relu(Tensor x, Tensor y) {
        Channels.map(x, null, y, (c, a, ao, b, bo, t, to, bytes) -> ChannelLoops.relu(a, ao, t, to, bytes));
    }

    @Override
    public void reluGradient(Tensor y, Tensor dy, Tensor dx) {
        Channels.map(
                y, dy, dx, (c, a, ao, b, bo, t, to, bytes) -> ChannelLoops.reluGradient(a, ao, b, bo, t, to, bytes));
    }

    @Override
    public void copy(Tensor x, Tensor y) {
        Channels.map(x, null, y, (c, a, ao, b, bo, t, to, bytes) -> ChannelLoops.copy(a, ao, t, to, bytes));
    }

    @Override
    public void pool(Tensor x, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor y) {
        if (pooling == Pooling.MAX && HalvingPool.fits(x.layout(), y.layout(), window)) {
            HalvingPool.forward(x, y);
        } else {
            scalar.pool(x, window, pooling, countPadding, y);
        }
    }

    @Override
    public void poolGradient(
            Tensor x, Tensor dy, ConvGeometry window, Pooling pooling, boolean countPadding, Tensor dx) {
        if (pooling == Pooling.MAX && HalvingPool.fits(x.layout(), dy.layout(), window)) {
            HalvingPool.backward(x, dy, dx);
        } else {
            scalar.poolGradient(x, dy, window, pooling, countPadding, dx);
        }
    }
}
