/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.hrbp.kernel.ConvCase.Structure;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;

/** The kernels that the others are compared with, against the definition of a convolution. */
class ReferenceKernelsTest {
    private static final int THREADS = HrbpThreads.threads();

    @AfterProperty
    void restoreThreads() {
        HrbpThreads.setThreads(THREADS);
    }

    @Property(tries = 150, seed = "22")
    void equalsTheDefinition(
            @ForAll Structure structure,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll @IntRange(max = 2) int pad,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        Random random = new Random(seed);
        Pattern pattern = ConvCase.pattern(
                structure, new WeightShape(1 + random.nextInt(9), 1 + random.nextInt(5), 3, 2), random);
        ConvGeometry g = new ConvGeometry(3, 2, stride, 1 + random.nextInt(3), pad, random.nextInt(2), dilation, 1);
        ConvPlan plan =
                ConvCase.plan(pattern, g, 1 + random.nextInt(3), 1 + random.nextInt(6), 1 + random.nextInt(6), random);
        Memory x = random(plan.input().elements(), random);
        Memory w = random(pattern.keptCount(), random);
        Memory bias = random(plan.output().channels(), random);
        Memory dy = random(plan.output().elements(), random);

        Tensors expected = new Tensors(plan);
        define(plan, x, w, bias, dy, expected);
        Tensors alone = run(plan, x, w, bias, dy, 1);
        Tensors together = run(plan, x, w, bias, dy, 3);
        assertEqual(alone, expected, 1e-12);
        assertEqual(together, alone, 0);
    }

    private record Tensors(Memory y, Memory dx, Memory dw) {
        Tensors(ConvPlan plan) {
            this(
                    Memory.allocate(plan.output().elements(), true),
                    Memory.allocate(plan.input().elements(), true),
                    Memory.allocate(plan.pattern().keptCount(), true));
        }
    }

    private static Tensors run(ConvPlan plan, Memory x, Memory w, Memory bias, Memory dy, int threads) {
        HrbpThreads.setThreads(threads);
        ConvKernels kernels = Kernels.byName("reference").prepare(plan);
        Tensors to = new Tensors(plan);
        kernels.forward(x, w, bias, to.y());
        kernels.inputGradient(dy, w, to.dx());
        kernels.weightGradient(x, dy, to.dw());
        return to;
    }

    private static void define(ConvPlan plan, Memory x, Memory w, Memory bias, Memory dy, Tensors to) {
        TensorLayout out = plan.output();
        for (int h = 0; h < out.height(); h++) {
            for (int v = 0; v < out.width(); v++) {
                for (int n = 0; n < out.batch(); n++) {
                    for (int row = 0; row < out.channels(); row++) {
                        to.y().set(out.index(row, h, v) + n, bias.get(row));
                    }
                    int slot = 0;
                    for (Block block : plan.pattern().blocks()) {
                        for (int i = 0; i < block.tapCount() * block.rowCount(); i++, slot++) {
                            int tap = i / block.rowCount();
                            int from = at(plan, block.channel(tap), block.position(tap), h, v);
                            int y = out.index(block.row(i % block.rowCount()), h, v) + n;
                            if (from >= 0) {
                                add(to.y(), y, w.get(slot) * x.get(from + n));
                                add(to.dx(), from + n, w.get(slot) * dy.get(y));
                                add(to.dw(), slot, x.get(from + n) * dy.get(y));
                            }
                        }
                    }
                }
            }
        }
    }

    /** The input pixel behind an output pixel, -1 for padding. */
    private static int at(ConvPlan plan, int channel, int position, int h, int w) {
        ConvGeometry g = plan.geometry();
        int row = h * g.strideHeight() + position / g.kernelWidth() * g.dilationHeight() - g.padTop();
        int column = w * g.strideWidth() + position % g.kernelWidth() * g.dilationWidth() - g.padLeft();
        TensorLayout in = plan.input();
        boolean inside = row >= 0 && row < in.height() && column >= 0 && column < in.width();
        return inside ? in.index(channel, row, column) : -1;
    }

    private static void add(Memory sums, int at, double term) {
        sums.set(at, sums.get(at) + term);
    }

    private static Memory random(int elements, Random random) {
        Memory memory = Memory.allocate(elements, true);
        for (int i = 0; i < elements; i++) {
            memory.set(i, random.nextGaussian());
        }
        return memory;
    }

    private static void assertEqual(Tensors actual, Tensors expected, double tolerance) {
        assertEqual("forward", actual.y(), expected.y(), tolerance);
        assertEqual("input gradient", actual.dx(), expected.dx(), tolerance);
        assertEqual("weight gradient", actual.dw(), expected.dw(), tolerance);
    }

    private static void assertEqual(String pass, Memory actual, Memory expected, double tolerance) {
        for (int i = 0; i < expected.length(); i++) {
            assertThat(actual.get(i)).as("%s, element %d", pass, i).isEqualTo(expected.get(i), within(tolerance));
        }
    }
}
