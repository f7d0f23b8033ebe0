/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorKernelsTest {
    private static final double TOLERANCE = 1e-5;
    private static final TensorKernels REFERENCE = Kernels.byName("reference").tensors();

    @Provide
    Arbitrary<Integer> batches() {
        return Arbitraries.of(1, 3, 15, 16, 17, 33, 64, 70);
    }

    @Provide
    Arbitrary<String> providers() {
        return Arbitraries.of("scalar", "vector");
    }

    /** Computes into the given output; y stands for no input, or is an input too. */
    private interface Operation {
        void apply(TensorKernels kernels, Tensor a, Tensor b, Tensor y);
    }

    /** Compares one elementwise operation, with the output apart and in the place of either input. */
    private static void check(String provider, TensorLayout layout, int seed, Operation operation) {
        Random random = new Random(seed);
        TensorLayout other =
                ConvCase.layout(layout.batch(), layout.channels(), layout.height(), layout.width(), random);
        for (int place = 0; place < 3; place++) {
            Guarded a = Guarded.random(layout, new Random(seed));
            Guarded b = Guarded.random(other, new Random(seed + 1));
            Guarded y = place == 0 ? a : place == 1 ? b : Guarded.empty(layout.elements());
            TensorLayout target = place == 1 ? other : layout;
            Tensor expected = Tensor.allocate(target, false);
            operation.apply(REFERENCE, a.tensor(layout), b.tensor(other), expected);
            operation.apply(Kernels.byName(provider).tensors(), a.tensor(layout), b.tensor(other), y.tensor(target));
            y.assertClose(expected.memory(), target, TOLERANCE);
            a.assertGuards();
            b.assertGuards();
        }
    }

    private static double[] values(int n, Random random) {
        return random.doubles(n, -1, 1).toArray();
    }

    private static TensorLayout layout(int batch, Random random) {
        return ConvCase.layout(batch, 1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9), random);
    }

    @Property(tries = 60, seed = "30")
    void elementwise(
            @ForAll("providers") String provider,
            @ForAll("batches") int batch,
            @ForAll @IntRange(max = 1 << 20) int seed,
            @ForAll boolean relu) {
        Random random = new Random(seed);
        TensorLayout l = layout(batch, random);
        double[] mean = values(l.channels(), random);
        double[] scale = values(l.channels(), random);
        double[] shift = values(l.channels(), random);
        double[] f = values(l.channels(), random);
        double[] g = values(l.channels(), random);
        double[] h = values(l.channels(), random);
        check(provider, l, seed, (k, a, b, y) -> k.copy(a, y));
        check(provider, l, seed, (k, a, b, y) -> k.relu(a, y));
        check(provider, l, seed, (k, a, b, y) -> k.add(a, b, relu, y));
        check(provider, l, seed, (k, a, b, y) -> k.add(a, a, relu, y));
        check(provider, l, seed, (k, a, b, y) -> k.reluGradient(a, b, y));
        check(provider, l, seed, (k, a, b, y) -> k.affine(a, mean, scale, shift, relu, y));
        check(provider, l, seed, (k, a, b, y) -> k.affineGradient(a, b, mean, scale, shift, relu, f, g, h, y));
    }

    @Property(tries = 60, seed = "31")
    void sums(
            @ForAll("providers") String provider,
            @ForAll("batches") int batch,
            @ForAll @IntRange(max = 1 << 20) int seed,
            @ForAll boolean relu) {
        Random random = new Random(seed);
        TensorLayout l = layout(batch, random);
        Tensor x = Guarded.random(l, random).tensor(l);
        TensorLayout other = ConvCase.layout(l.batch(), l.channels(), l.height(), l.width(), random);
        Tensor dy = Guarded.random(other, random).tensor(other);
        int n = l.channels();
        double[] mean = values(n, random);
        double[] scale = values(n, random);
        double[] shift = values(n, random);
        double[][][] results = new double[2][5][n];
        for (int i = 0; i < 2; i++) {
            TensorKernels k = i == 0 ? REFERENCE : Kernels.byName(provider).tensors();
            double[][] r = results[i];
            k.channelSums(x, r[0]);
            k.moments(x, r[1], r[2]);
            k.affineGradientSums(x, dy, mean, scale, shift, relu, r[3], r[4]);
        }
        for (int i = 0; i < 5; i++) {
            double scaleOfSum = i == 1 || i == 2 ? 1 : Math.sqrt(l.planeValues());
            for (int c = 0; c < n; c++) {
                assertThat(results[1][i][c])
                        .as("result %d of channel %d", i, c)
                        .isCloseTo(results[0][i][c], within(TOLERANCE * scaleOfSum));
            }
        }
    }

    /** The fused passes are the two passes they stand for; what is between uses the result of the first. */
    @Property(tries = 60, seed = "34")
    void fusedPassesAreTheirTwoPasses(
            @ForAll("providers") String provider,
            @ForAll("batches") int batch,
            @ForAll @IntRange(max = 1 << 20) int seed,
            @ForAll boolean relu) {
        Random random = new Random(seed);
        TensorLayout l = layout(batch, random);
        int n = l.channels();
        double[] shift = values(n, random);
        check(provider, l, seed, (k, a, b, y) -> {
            double[][] r = new double[3][n];
            k.normalize(a, r[0], r[1], c -> r[2][c] = 1 / Math.sqrt(r[1][c] + 0.1), r[2], shift, relu, y);
        });
        double[] mean = values(n, random);
        double[] scale = values(n, random);
        check(provider, l, seed, (k, a, b, y) -> {
            double[][] r = new double[5][n];
            IntConsumer between = c -> {
                r[2][c] = scale[c];
                r[3][c] = r[1][c] / l.planeValues();
                r[4][c] = r[0][c] / l.planeValues();
            };
            k.normalizeGradient(a, b, mean, scale, shift, relu, r[0], r[1], between, r[2], r[3], r[4], y);
        });
    }

    private static Tensor far(TensorLayout layout, double mean, double deviation) {
        Tensor x = Tensor.allocate(layout, false);
        Random random = new Random(7);
        for (int i = 0; i < layout.elements(); i++) {
            x.memory().set(i, mean + deviation * random.nextGaussian());
        }
        return x;
    }

    /** Far from zero the mean of squares less the square of the mean, or a mean of float sums, would lose everything. */
    @ParameterizedTest
    @CsvSource({
        "scalar, 1000, 1", "scalar, 1000, 0.001", "scalar, 10000, 0.01", "scalar, -10000, 0",
        "vector, 1000, 1", "vector, 1000, 0.001", "vector, 10000, 0.01", "vector, -10000, 0"
    })
    void momentsFarFromZero(String provider, double mean, double deviation) {
        Tensor x = far(TensorLayout.padded(67, 2, 32, 32, 4), mean, deviation);
        double[][] expected = new double[2][2];
        double[][] actual = new double[2][2];
        REFERENCE.moments(x, expected[0], expected[1]);
        Kernels.byName(provider).tensors().moments(x, actual[0], actual[1]);
        assertThat(actual[0]).containsExactly(expected[0], within(1e-5 * deviation + 1e-12));
        assertThat(actual[1]).containsExactly(expected[1], within(1e-5 * deviation * deviation + 1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void affineFarFromZero(String provider) {
        TensorLayout l = TensorLayout.padded(19, 2, 3, 3, 4);
        Tensor x = far(l, 10000, 0.01);
        double[] mean = {10000.0003, 9999.9996};
        double[] scale = {100, -250};
        double[] shift = {0.25, -0.5};
        Tensor expected = Tensor.allocate(l, false);
        Guarded y = Guarded.empty(l.elements());
        REFERENCE.affine(x, mean, scale, shift, false, expected);
        Kernels.byName(provider).tensors().affine(x, mean, scale, shift, false, y.tensor(l));
        y.assertClose(expected.memory(), l, 1e-6);
    }

    /** The gradient passes exactly where the forward pass left a positive output, even next to the kink. */
    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector", "reference"})
    void reluMaskIsThatOfTheForwardPass(String provider) {
        TensorLayout l = TensorLayout.padded(67, 64, 3, 3, 4);
        Tensor x = far(l, 300, 1e-4);
        Random random = new Random(8);
        int n = l.channels();
        double[] mean = random.doubles(n, 299.9999, 300.0001).toArray();
        double[] scale = values(n, random);
        double[] shift = random.doubles(n, -1e-5, 1e-5).toArray();
        double[] zero = new double[n];
        double[] one = new double[n];
        Arrays.fill(one, 1);
        Tensor y = Tensor.allocate(l, false);
        Tensor ones = Tensor.allocate(l, false);
        Tensor dx = Tensor.allocate(l, false);
        for (int i = 0; i < l.elements(); i++) {
            ones.memory().set(i, 1);
        }
        double[][] sums = new double[2][n];
        TensorKernels k = Kernels.byName(provider).tensors();
        k.affine(x, mean, scale, shift, true, y);
        k.affineGradient(x, ones, mean, scale, shift, true, one, zero, zero, dx);
        k.affineGradientSums(x, ones, mean, scale, shift, true, sums[0], sums[1]);
        for (int c = 0; c < n; c++) {
            int positive = 0;
            for (int i = c * l.plane(); i < c * l.plane() + l.planeValues(); i++) {
                boolean passes = y.memory().get(i) > 0;
                assertThat(dx.memory().get(i)).isEqualTo(passes ? 1 : 0);
                positive += passes ? 1 : 0;
            }
            assertThat(sums[0][c]).isEqualTo(positive);
        }
    }

    @Property(tries = 40, seed = "32")
    void orders(
            @ForAll("providers") String provider,
            @ForAll("batches") int batch,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        Random random = new Random(seed);
        TensorLayout l = layout(batch, random);
        Guarded standard = Guarded.random(l.channels() * l.planeValues(), random);
        Guarded inner = Guarded.empty(l.elements());
        Tensor expected = Tensor.allocate(l, false);
        TensorKernels k = Kernels.byName(provider).tensors();
        REFERENCE.fromStandard(standard.memory(), expected);
        k.fromStandard(standard.memory(), inner.tensor(l));
        inner.assertClose(expected.memory(), l, 0);
        Guarded back = Guarded.empty(l.channels() * l.planeValues());
        k.toStandard(inner.tensor(l), back.memory());
        back.assertClose(standard.memory(), 0);
    }

    @Property(tries = 120, seed = "33")
    void pooling(
            @ForAll("providers") String provider,
            @ForAll Pooling pooling,
            @ForAll("batches") int batch,
            @ForAll boolean countPadding,
            @ForAll @IntRange(max = 1 << 20) int seed) {
        Random random = new Random(seed);
        int height = 2 + random.nextInt(8);
        int width = 2 + random.nextInt(8);
        int kernel = 2 + random.nextInt(2);
        int stride = 1 + random.nextInt(3);
        int pad = random.nextInt(2);
        ConvGeometry window = new ConvGeometry(kernel, kernel, stride, stride, pad, pad, 1, 1);
        int channels = 1 + random.nextInt(4);
        int outHeight = Math.max(1, (height + 2 * pad - kernel) / stride + 1);
        int outWidth = Math.max(1, (width + 2 * pad - kernel) / stride + 1);
        pools(
                provider,
                ConvCase.layout(batch, channels, height, width, random),
                ConvCase.layout(batch, channels, outHeight, outWidth, random),
                window,
                pooling,
                countPadding,
                random);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void halvingPool(String provider) {
        Random random = new Random(9);
        ConvGeometry window = new ConvGeometry(2, 2, 2, 2, 0, 0, 1, 1);
        for (int batch : List.of(1, 16, 48, 64, 70)) {
            TensorLayout in = ConvCase.layout(batch, 5, 6, 8, random);
            TensorLayout out = ConvCase.layout(batch, 5, 3, 4, random);
            pools(provider, in, out, window, Pooling.MAX, false, random);
        }
    }

    /** Equal maxima everywhere: values are whole numbers from 0 to 2. */
    private static void pools(
            String provider,
            TensorLayout in,
            TensorLayout out,
            ConvGeometry window,
            Pooling pooling,
            boolean countPadding,
            Random random) {
        Guarded x = Guarded.random(in, random);
        for (int c = 0; c < in.channels(); c++) {
            for (int i = 0; i < in.planeValues(); i++) {
                x.memory().set(c * in.plane() + i, random.nextInt(3));
            }
        }
        Guarded dy = Guarded.random(out, random);
        Guarded y = Guarded.empty(out.elements());
        Guarded dx = Guarded.empty(in.elements());
        Tensor expectedY = Tensor.allocate(out, false);
        Tensor expectedDx = Tensor.allocate(in, false);
        REFERENCE.pool(x.tensor(in), window, pooling, countPadding, expectedY);
        REFERENCE.poolGradient(x.tensor(in), dy.tensor(out), window, pooling, countPadding, expectedDx);
        TensorKernels k = Kernels.byName(provider).tensors();
        k.pool(x.tensor(in), window, pooling, countPadding, y.tensor(out));
        k.poolGradient(x.tensor(in), dy.tensor(out), window, pooling, countPadding, dx.tensor(in));
        y.assertClose(expectedY.memory(), out, TOLERANCE);
        dx.assertClose(expectedDx.memory(), in, TOLERANCE);
    }
}
