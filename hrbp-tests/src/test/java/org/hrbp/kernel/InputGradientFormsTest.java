/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The two forms of the input gradient, written out plainly: the gather with rotated and swapped weights {@code W'}, and {@code
 * W^T dY} with a scatter-add, tap by tap. For any pattern both are what the kernels compute, in whichever form.
 */
class InputGradientFormsTest {
    private static final int BATCH = 2;
    private static final int SIZE = 7;

    private static Memory memory(double[] values) {
        Memory memory = Memory.wrap(ByteBuffer.allocateDirect(4 * values.length).order(ByteOrder.nativeOrder()), false);
        for (int i = 0; i < values.length; i++) {
            memory.set(i, values[i]);
        }
        return memory;
    }

    private static double[] random(int length, Random random) {
        return random.doubles(length).map(d -> (float) (d - 0.5)).toArray();
    }

    /** dX = W' dY', where dY' has zeros between its pixels for the stride and around them for the padding. */
    private static double[] gather(
            double[] w, WeightShape shape, ConvGeometry g, TensorLayout in, TensorLayout out, double[] dy) {
        int k = g.kernelHeight();
        double[] dx = new double[in.elements()];
        for (int c = 0; c < in.channels(); c++) {
            for (int h = 0; h < in.height(); h++) {
                for (int v = 0; v < in.width(); v++) {
                    for (int o = 0; o < out.channels(); o++) {
                        for (int p = 0; p < k * k; p++) {
                            double rotated = w[(o * shape.channels() + c) * k * k + k * k - 1 - p];
                            int sh = h + p / k - (k - 1 - g.padTop());
                            int sv = v + p % k - (k - 1 - g.padLeft());
                            int s = g.strideHeight();
                            if (sh < 0 || sv < 0 || sh % s != 0 || sv % s != 0) {
                                continue;
                            }
                            if (sh / s < out.height() && sv / s < out.width()) {
                                for (int n = 0; n < BATCH; n++) {
                                    dx[in.index(c, h, v) + n] += rotated * dy[out.index(o, sh / s, sv / s) + n];
                                }
                            }
                        }
                    }
                }
            }
        }
        return dx;
    }

    /** For each tap (c, p): the row of W^T dY, added to the pixels that the tap reads. */
    private static double[] perTap(
            double[] w, WeightShape shape, ConvGeometry g, TensorLayout in, TensorLayout out, double[] dy) {
        double[] dx = new double[in.elements()];
        int taps = shape.channels() * shape.positions();
        for (int tap = 0; tap < taps; tap++) {
            double[] product = new double[out.plane()];
            for (int o = 0; o < out.channels(); o++) {
                for (int i = 0; i < product.length; i++) {
                    product[i] += w[o * taps + tap] * dy[o * out.plane() + i];
                }
            }
            int p = tap % shape.positions();
            for (int h = 0; h < out.height(); h++) {
                for (int v = 0; v < out.width(); v++) {
                    int ih = g.inputRow(h, p / g.kernelWidth());
                    int iv = g.inputColumn(v, p % g.kernelWidth());
                    if (ih >= 0 && iv >= 0 && ih < in.height() && iv < in.width()) {
                        for (int n = 0; n < BATCH; n++) {
                            dx[in.index(tap / shape.positions(), ih, iv) + n] += product[out.index(0, h, v) + n];
                        }
                    }
                }
            }
        }
        return dx;
    }

    private static Pattern pattern(String kind, WeightShape shape) {
        PatternSpec spec = PatternSpec.of(shape, 0.3).withGroupRows(5).withSeed(4);
        StructureOptions deck =
                StructureOptions.DEFAULT.withGroupingRule("threshold").withLeftovers("keep");
        return kind.equals("leftovers")
                ? Structures.byId("grouping").buildRandom(spec.withOptions(deck))
                : Structures.byId(kind).buildRandom(spec);
    }

    @ParameterizedTest
    @CsvSource({
        "grouping, 1, 1, 0", "grouping, 1, 2, 0", "grouping, 3, 1, 0", "grouping, 3, 1, 1", "grouping, 3, 2, 1",
        "grouping, 5, 1, 1", "grouping, 5, 2, 0", "leftovers, 3, 1, 1", "leftovers, 3, 2, 0", "leftovers, 1, 1, 0",
        "hrbp, 3, 1, 1", "hrbp, 3, 2, 1", "channel, 3, 1, 1", "channel, 5, 2, 1"
    })
    void bothFormsAndTheKernelsAgree(String kind, int kernel, int stride, int pad) {
        WeightShape shape = new WeightShape(13, 6, kernel, kernel);
        Pattern pattern = pattern(kind, shape);
        ConvGeometry g = new ConvGeometry(kernel, kernel, stride, stride, pad, pad, 1, 1);
        int outSize = (SIZE + 2 * pad - kernel) / stride + 1;
        TensorLayout in = new TensorLayout(BATCH, 6, SIZE, SIZE, SIZE * SIZE * BATCH);
        TensorLayout out = new TensorLayout(BATCH, 13, outSize, outSize, outSize * outSize * BATCH);
        Random random = new Random(kernel * 10 + stride);
        double[] packed = random(pattern.keptCount(), random);
        double[] dy = random(out.elements(), random);
        double[] dense = new double[shape.size()];
        int[] indices = pattern.denseIndices();
        for (int slot = 0; slot < indices.length; slot++) {
            dense[indices[slot]] = packed[slot];
        }
        double[] gathered = gather(dense, shape, g, in, out, dy);
        double[] scattered = perTap(dense, shape, g, in, out, dy);
        assertThat(scattered).containsExactly(gathered, within(1e-12));
        for (String provider : new String[] {"reference", "scalar", "vector"}) {
            for (InputGradientForm form : InputGradientForm.values()) {
                Memory dx = memory(new double[in.elements()]);
                Kernels.byName(provider)
                        .prepare(new ConvPlan(pattern, g, in, out, form))
                        .inputGradient(memory(dy), memory(packed), dx);
                for (int i = 0; i < gathered.length; i++) {
                    assertThat(dx.get(i)).as(provider + " " + form + " " + i).isCloseTo(gathered[i], within(1e-5));
                }
            }
        }
    }
}
