/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import static org.hrbp.kernel.vector.Lanes.BYTES;
import static org.hrbp.kernel.vector.Lanes.LENGTH;
import static org.hrbp.kernel.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.kernel.program.ChannelTasks;

/** Maximum over disjoint 2 x 2 windows that cover the image, the pooling of VGG, for batches of whole vectors. */
final class HalvingPool {
    private HalvingPool() {}

    static boolean fits(TensorLayout in, TensorLayout out, ConvGeometry window) {
        return window.equals(new ConvGeometry(2, 2, 2, 2, 0, 0, 1, 1))
                && in.height() == 2 * out.height()
                && in.width() == 2 * out.width()
                && in.batch() % LENGTH == 0;
    }

    static void forward(Tensor x, Tensor y) {
        Object from = Lanes.of(x.memory());
        Object to = Lanes.of(y.memory());
        TensorLayout out = y.layout();
        ChannelTasks.run(x.layout(), c -> {
            for (int p = 0; p < out.height() * out.width(); p++) {
                forward(from, corner(x.layout(), out, c, p), to, pixel(out, c, p), 4 * out.batch(), row(x.layout()));
            }
        });
    }

    static void backward(Tensor x, Tensor dy, Tensor dx) {
        Object from = Lanes.of(x.memory());
        Object gradient = Lanes.of(dy.memory());
        Object to = Lanes.of(dx.memory());
        TensorLayout out = dy.layout();
        ChannelTasks.run(x.layout(), c -> {
            for (int p = 0; p < out.height() * out.width(); p++) {
                backward(
                        from,
                        corner(x.layout(), out, c, p),
                        gradient,
                        pixel(out, c, p),
                        to,
                        corner(dx.layout(), out, c, p),
                        4 * out.batch(),
                        row(x.layout()));
            }
        });
    }

    private static long corner(TensorLayout in, TensorLayout out, int channel, int pixel) {
        return 4L * in.index(channel, 2 * (pixel / out.width()), 2 * (pixel % out.width()));
    }

    private static long pixel(TensorLayout out, int channel, int pixel) {
        return 4L * out.index(channel, 0, pixel);
    }

    private static int row(TensorLayout in) {
        return 4 * in.width() * in.batch();
    }

    private static void forward(Object x, long xo, Object y, long yo, int bytes, int row) {
        for (int n = 0; n < bytes; n += BYTES) {
            long a = xo + n;
            FloatVector top = Lanes.load(x, a).max(Lanes.load(x, a + bytes));
            FloatVector bottom = Lanes.load(x, a + row).max(Lanes.load(x, a + row + bytes));
            Lanes.store(top.max(bottom), y, yo + n);
        }
    }

    /** The first of equal maxima gets the gradient. */
    private static void backward(Object x, long xo, Object dy, long yo, Object dx, long dxo, int bytes, int row) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int n = 0; n < bytes; n += BYTES) {
            FloatVector x0 = Lanes.load(x, xo + n);
            FloatVector x1 = Lanes.load(x, xo + n + bytes);
            FloatVector x2 = Lanes.load(x, xo + n + row);
            FloatVector largest = x0.max(x1).max(x2).max(Lanes.load(x, xo + n + row + bytes));
            FloatVector left = Lanes.load(dy, yo + n);
            VectorMask<Float> here = x0.eq(largest);
            Lanes.store(zero.blend(left, here), dx, dxo + n);
            left = left.blend(zero, here);
            here = x1.eq(largest);
            Lanes.store(zero.blend(left, here), dx, dxo + n + bytes);
            left = left.blend(zero, here);
            here = x2.eq(largest);
            Lanes.store(zero.blend(left, here), dx, dxo + n + row);
            Lanes.store(left.blend(zero, here), dx, dxo + n + row + bytes);
        }
    }
}
