/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.hrbp.kernel.ConvCase.Structure;
import org.hrbp.kernel.vector.VectorKernels;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConvKernelsTest {
    private static final ConvGeometry SAME3 = new ConvGeometry(3, 3, 1, 1, 1, 1, 1, 1);

    /** Structures with blocks that are no products. */
    private static final List<Structure> BROKEN =
            List.of(Structure.TAPS, Structure.MIXED, Structure.GROUPING, Structure.SHARED_ROWS);

    private static final int THREADS = HrbpThreads.threads();

    @AfterEach
    @AfterProperty
    void restoreThreads() {
        HrbpThreads.setThreads(THREADS);
    }

    @Provide
    Arbitrary<Integer> batches() {
        return Arbitraries.of(1, 2, 3, 8, 15, 16, 17, 31, 32, 33, 48, 64, 65, 100, 128, 130);
    }

    @Provide
    Arbitrary<String> kernels() {
        return Arbitraries.of("1x1", "3x3", "5x5", "1x3", "3x1", "2x2", "2x5");
    }

    @Provide
    Arbitrary<String> providers() {
        return Arbitraries.of("scalar", "vector");
    }

    @Provide
    Arbitrary<Integer> threadCounts() {
        return Arbitraries.of(1, 2, 3, 5);
    }

    /** Paddings before the image up to the kernel's size, after it up to one more or less; tiny images are the borders. */
    @Property(tries = 600, seed = "20", edgeCases = EdgeCasesMode.NONE)
    void equalsReference(
            @ForAll("providers") String provider,
            @ForAll Structure structure,
            @ForAll("batches") int batch,
            @ForAll("kernels") String kernel,
            @ForAll("threadCounts") int threadCount,
            @ForAll InputGradientForm form,
            @ForAll @IntRange(min = 1, max = 3) int stride,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        Random random = new Random(seed);
        int kernelHeight = kernel.charAt(0) - '0';
        int kernelWidth = kernel.charAt(2) - '0';
        ConvGeometry g = new ConvGeometry(
                kernelHeight,
                kernelWidth,
                stride,
                random.nextInt(3) == 0 ? 1 + random.nextInt(3) : stride,
                random.nextInt(kernelHeight + 1),
                random.nextInt(kernelWidth + 1),
                dilation,
                random.nextBoolean() ? dilation : 1 + random.nextInt(3));
        boolean many = batch > 40;
        WeightShape shape = new WeightShape(
                1 + random.nextInt(many ? 20 : 40), 1 + random.nextInt(many ? 12 : 24), kernelHeight, kernelWidth);
        Pattern pattern = ConvCase.pattern(structure, shape, random);
        ConvPlan plan = ConvCase.plan(pattern, g, batch, 1 + random.nextInt(7), 1 + random.nextInt(8), random);
        HrbpThreads.setThreads(threadCount);
        new ConvCase(plan.with(form), random.nextBoolean(), random).assertEqualsReference(provider);
    }

    /** A call that fails half-way, here on an output gradient that is too short, leaves nothing to the thread's next call. */
    @Test
    void failedWeightGradientLeavesNothing() {
        HrbpThreads.setThreads(1);
        Random random = new Random(4);
        Pattern pattern = ConvCase.pattern(Structure.DENSE, new WeightShape(3, 2, 3, 3), random);
        ConvPlan plan = new ConvPlan(pattern, SAME3, new TensorLayout(1, 2, 3, 3, 9), new TensorLayout(1, 3, 3, 3, 9));
        Memory x = Memory.allocate(plan.input().elements(), false);
        Memory tooShort = Memory.allocate(plan.output().elements() - 1, false);
        x.set(0, 1);
        tooShort.set(4, 1);
        ConvKernels unchecked = new VectorKernels().prepare(plan);
        assertThatThrownBy(() -> unchecked.weightGradient(x, tooShort, Memory.allocate(pattern.keptCount(), false)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        new ConvCase(plan, false, random).assertEqualsReference("vector");
    }

    @Property(tries = 60, seed = "21", edgeCases = EdgeCasesMode.NONE)
    void fullyConnectedEqualsReference(
            @ForAll("providers") String provider,
            @ForAll Structure structure,
            @ForAll("batches") int batch,
            @ForAll InputGradientForm form,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        Random random = new Random(seed);
        Pattern pattern = ConvCase.pattern(
                structure, WeightShape.dense(1 + random.nextInt(150), 1 + random.nextInt(300)), random);
        WeightShape shape = pattern.shape();
        ConvPlan plan = new ConvPlan(
                pattern,
                ConvGeometry.POINT,
                ConvCase.layout(batch, shape.channels(), 1, 1, random),
                ConvCase.layout(batch, shape.rows(), 1, 1, random),
                form);
        new ConvCase(plan, true, random).assertEqualsReference(provider);
    }

    /** Sizes at which the passes are really split, blocked and tiled: large images, medium ones, many channels. */
    @ParameterizedTest
    @CsvSource({
        "scalar, 9, 5, 32, 64", "scalar, 48, 40, 6, 32", "scalar, 96, 160, 2, 33",
        "vector, 9, 5, 32, 64", "vector, 48, 40, 6, 32", "vector, 96, 160, 2, 33"
    })
    void largerLayersEqualReference(String provider, int rows, int channels, int size, int batch) {
        Random random = new Random(3);
        HrbpThreads.setThreads(2);
        for (Structure structure : Structure.values()) {
            Pattern pattern = ConvCase.pattern(structure, new WeightShape(rows, channels, 3, 3), random);
            ConvPlan plan = ConvCase.plan(pattern, SAME3, batch, size, size, random);
            new ConvCase(plan, true, random).assertEqualsReference(provider);
        }
    }

    /** Sizes at which scattered products are split by pixels, examples and channels, strides among them; blocks of many rows. */
    @ParameterizedTest
    @CsvSource({
        "scalar, 40, 24, 5, 130, 1", "scalar, 96, 64, 4, 130, 2", "vector, 40, 24, 5, 130, 1",
        "vector, 96, 64, 4, 130, 2", "vector, 64, 64, 2, 191, 1", "vector, 64, 48, 9, 65, 2"
    })
    void scatteredProductsEqualReference(String provider, int rows, int channels, int size, int batch, int stride) {
        Random random = new Random(7);
        HrbpThreads.setThreads(3);
        ConvGeometry g = new ConvGeometry(3, 3, stride, stride, 1, 1, 1, 1);
        for (Structure structure : BROKEN) {
            Pattern pattern = ConvCase.pattern(structure, new WeightShape(rows, channels, 3, 3), random);
            ConvPlan plan = ConvCase.plan(pattern, g, batch, size, size, random);
            new ConvCase(plan.with(InputGradientForm.SCATTER), false, random).assertEqualsReference(provider);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void bitsOfScatteredProductsDoNotDependOnThreads(String provider) {
        Random random = new Random(8);
        for (Structure structure : BROKEN) {
            Pattern pattern = ConvCase.pattern(structure, new WeightShape(64, 48, 3, 3), random);
            ConvPlan plan = ConvCase.plan(pattern, SAME3, 130, 4, 5, random);
            ConvCase c = new ConvCase(plan.with(InputGradientForm.SCATTER), false, random);
            HrbpThreads.setThreads(1);
            int[] expected = c.run(provider).dx().allBits();
            for (int n = 2; n <= 5; n++) {
                HrbpThreads.setThreads(n);
                assertThat(c.run(provider).dx().allBits()).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void bitsDoNotDependOnThreads(String provider) {
        Random random = new Random(4);
        for (Structure structure : Structure.values()) {
            Pattern pattern = ConvCase.pattern(structure, new WeightShape(64, 48, 3, 3), random);
            ConvCase c = new ConvCase(ConvCase.plan(pattern, SAME3, 17, 9, 10, random), true, random);
            HrbpThreads.setThreads(1);
            List<int[]> expected = c.run(provider).bits();
            for (int n = 2; n <= 3; n++) {
                HrbpThreads.setThreads(n);
                List<int[]> actual = c.run(provider).bits();
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(actual.get(i)).isEqualTo(expected.get(i));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void severalCallersAtOnce(String provider) throws Exception {
        HrbpThreads.setThreads(3);
        Random random = new Random(5);
        List<ConvCase> cases = new ArrayList<>();
        List<List<int[]>> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Pattern pattern = ConvCase.pattern(Structure.MIXED, new WeightShape(50, 40, 3, 3), random);
            cases.add(new ConvCase(ConvCase.plan(pattern, SAME3, 18 + i, 6 + i, 8, random), true, random));
            expected.add(cases.get(i).run(provider).bits());
        }
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<int[]>>> calls = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                ConvCase c = cases.get(i % 4);
                calls.add(() -> c.run(provider).bits());
            }
            List<Future<List<int[]>>> results = callers.invokeAll(calls);
            for (int i = 0; i < 24; i++) {
                for (int pass = 0; pass < 3; pass++) {
                    assertThat(results.get(i).get().get(pass))
                            .isEqualTo(expected.get(i % 4).get(pass));
                }
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** The worked backward pass of the HRBP deck: 3 x 3 input I0..I8, 2 x 2 kernel a0..a3, 2 x 2 output O0..O3. */
    @ParameterizedTest
    @ValueSource(strings = {"reference", "scalar", "vector"})
    void deckBackwardExample(String provider) {
        double[] a = {2, 3, 5, 7};
        double[] o = {11, 13, 17, 19};
        double[] expected = {
            o[0] * a[0],
            o[0] * a[1] + o[1] * a[0],
            o[1] * a[1],
            o[0] * a[2] + o[2] * a[0],
            o[0] * a[3] + o[1] * a[2] + o[2] * a[1] + o[3] * a[0],
            o[1] * a[3] + o[3] * a[1],
            o[2] * a[2],
            o[2] * a[3] + o[3] * a[2],
            o[3] * a[3]
        };
        Pattern pattern = new Pattern(
                new WeightShape(1, 1, 2, 2), List.of(Block.product(new int[1], new int[1], new int[] {0, 1, 2, 3})));
        for (int batch : new int[] {1, 16, 19}) {
            ConvPlan plan = new ConvPlan(
                    pattern,
                    new ConvGeometry(2, 2, 1, 1, 0, 0, 1, 1),
                    new TensorLayout(batch, 1, 3, 3, 9 * batch),
                    new TensorLayout(batch, 1, 2, 2, 4 * batch));
            Memory dy = Memory.allocate(4 * batch, false);
            for (int i = 0; i < 4 * batch; i++) {
                dy.set(i, o[i / batch]);
            }
            Memory dx = Memory.allocate(9 * batch, false);
            Kernels.byName(provider).prepare(plan).inputGradient(dy, memory(a), dx);
            for (int i = 0; i < 9 * batch; i++) {
                assertThat(dx.get(i)).isCloseTo(expected[i / batch], within(1e-4));
            }
        }
    }

    private static Memory memory(double[] values) {
        Memory m = Memory.allocate(values.length, false);
        for (int i = 0; i < values.length; i++) {
            m.set(i, values[i]);
        }
        return m;
    }
}
