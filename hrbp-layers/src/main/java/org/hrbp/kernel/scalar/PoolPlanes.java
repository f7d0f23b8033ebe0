/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.scalar;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Pooling;
import org.hrbp.kernel.TensorLayout;

/** Pooling of one channel at a time, pixel by pixel with the batch innermost. */
final class PoolPlanes {
    /** Elements of a plane whose staging arrays a thread keeps for the next one. */
    private static final int KEPT = 1 << 18;

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final TensorLayout in;
    private final TensorLayout out;
    private final ConvGeometry window;
    private final Pooling pooling;
    private final boolean countPadding;

    /** Per output pixel, where its input pixels begin in a plane, in row order. */
    private final int[][] sources;

    PoolPlanes(TensorLayout in, TensorLayout out, ConvGeometry window, Pooling pooling, boolean countPadding) {
        this.in = in;
        this.out = out;
        this.window = window;
        this.pooling = pooling;
        this.countPadding = countPadding;
        this.sources = new int[out.height() * out.width()][];
        Arrays.setAll(sources, this::sources);
    }

    private static final class Scratch {
        private float[] large = new float[0];
        private float[] small = new float[0];
        private float[] spread = new float[0];
        private float[] best = new float[0];
        private int[] places = new int[0];

        static Scratch of(int input, int output, int batch) {
            Scratch s = Math.max(input, output) > KEPT ? new Scratch() : SCRATCH.get();
            s.reserve(input, output, batch);
            return s;
        }

        private void reserve(int input, int output, int batch) {
            large = large.length < input ? new float[input] : large;
            spread = spread.length < input ? new float[input] : spread;
            small = small.length < output ? new float[output] : small;
            best = best.length < batch ? new float[batch] : best;
            places = places.length < batch ? new int[batch] : places;
        }
    }

    void forward(FloatBuffer x, FloatBuffer y, int channel) {
        Scratch s = Scratch.of(in.planeValues(), out.planeValues(), in.batch());
        x.get(channel * in.plane(), s.large, 0, in.planeValues());
        for (int pixel = 0; pixel < sources.length; pixel++) {
            if (pooling == Pooling.MAX) {
                largest(s.large, sources[pixel], s.small, pixel * in.batch(), s.places);
            } else {
                mean(s.large, sources[pixel], s.small, pixel * in.batch());
            }
        }
        y.put(channel * out.plane(), s.small, 0, out.planeValues());
    }

    void backward(FloatBuffer x, FloatBuffer dy, FloatBuffer dx, TensorLayout dxLayout, int channel) {
        Scratch s = Scratch.of(in.planeValues(), out.planeValues(), in.batch());
        x.get(channel * in.plane(), s.large, 0, in.planeValues());
        dy.get(channel * out.plane(), s.small, 0, out.planeValues());
        Arrays.fill(s.spread, 0, in.planeValues(), 0);
        int batch = in.batch();
        for (int pixel = 0; pixel < sources.length; pixel++) {
            if (pooling == Pooling.MAX) {
                largest(s.large, sources[pixel], s.best, 0, s.places);
                for (int n = 0; n < batch; n++) {
                    s.spread[s.places[n] + n] += s.small[pixel * batch + n];
                }
                continue;
            }
            float share = 1 / divisor(sources[pixel].length);
            for (int source : sources[pixel]) {
                for (int n = 0; n < batch; n++) {
                    s.spread[source + n] += share * s.small[pixel * batch + n];
                }
            }
        }
        dx.put(channel * dxLayout.plane(), s.spread, 0, in.planeValues());
    }

    private int[] sources(int pixel) {
        int[] found = new int[window.kernelHeight() * window.kernelWidth()];
        int count = 0;
        for (int k = 0; k < found.length; k++) {
            int row = window.inputRow(pixel / out.width(), k / window.kernelWidth());
            int column = window.inputColumn(pixel % out.width(), k % window.kernelWidth());
            if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                found[count++] = (row * in.width() + column) * in.batch();
            }
        }
        return Arrays.copyOf(found, count);
    }

    private float divisor(int inside) {
        return pooling == Pooling.SUM ? 1 : countPadding ? window.kernelHeight() * window.kernelWidth() : inside;
    }

    /** The largest value of each example, and where the pixel of its first place begins. */
    private void largest(float[] x, int[] from, float[] y, int first, int[] places) {
        System.arraycopy(x, from[0], y, first, in.batch());
        Arrays.fill(places, 0, in.batch(), from[0]);
        for (int source : from) {
            for (int n = 0; n < in.batch(); n++) {
                if (x[source + n] > y[first + n]) {
                    y[first + n] = x[source + n];
                    places[n] = source;
                }
            }
        }
    }

    private void mean(float[] x, int[] from, float[] y, int first) {
        Arrays.fill(y, first, first + in.batch(), 0);
        for (int source : from) {
            for (int n = 0; n < in.batch(); n++) {
                y[first + n] += x[source + n];
            }
        }
        float share = 1 / divisor(from.length);
        for (int n = first; n < first + in.batch(); n++) {
            y[n] *= share;
        }
    }
}
