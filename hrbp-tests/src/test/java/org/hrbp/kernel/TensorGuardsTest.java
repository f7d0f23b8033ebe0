/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No tensor kernel reads or writes what is not its own: around every tensor, between its planes and behind the values per
 * channel stand sentinels, which are NaN and must be neither changed nor felt.
 */
class TensorGuardsTest {
    private static final int THREADS = HrbpThreads.threads();
    private static final double SENTINEL = 77.25;
    private static final int SPARE = 3;
    private static final ConvGeometry HALVE = new ConvGeometry(2, 2, 2, 2, 0, 0, 1, 1);
    private static final ConvGeometry OVERLAP = new ConvGeometry(3, 3, 2, 2, 1, 1, 1, 1);

    @AfterEach
    void restoreThreads() {
        HrbpThreads.setThreads(THREADS);
    }

    /** Batch, channels, height, width. */
    private static final int[][] SIZES = {
        {1, 1, 1, 1},
        {1, 5, 7, 3},
        {2, 3, 1, 1},
        {15, 2, 5, 4},
        {16, 7, 2, 2},
        {17, 3, 6, 5},
        {31, 1, 3, 9},
        {33, 4, 4, 4},
        {64, 5, 1, 1},
        {64, 3, 8, 6},
        {65, 2, 3, 3},
        {100, 2, 5, 5},
        {128, 9, 2, 3},
        {130, 3, 4, 3}
    };

    /** One call on inputs a and b and output y. */
    private interface Call {
        void on(TensorKernels k, Operands o);
    }

    private static final Map<String, Call> READING = new LinkedHashMap<>();
    private static final Map<String, Call> WRITING_Y = new LinkedHashMap<>();

    static {
        READING.put("channelSums", (k, o) -> k.channelSums(o.a(), o.values(0)));
        READING.put("moments", (k, o) -> k.moments(o.a(), o.values(0), o.values(1)));
        for (boolean relu : new boolean[] {true, false}) {
            READING.put(
                    "affineGradientSums " + relu,
                    (k, o) -> k.affineGradientSums(
                            o.a(), o.b(), o.values(2), o.values(3), o.values(4), relu, o.values(0), o.values(1)));
            WRITING_Y.put(
                    "affine " + relu, (k, o) -> k.affine(o.a(), o.values(2), o.values(3), o.values(4), relu, o.y()));
            WRITING_Y.put(
                    "affineGradient " + relu,
                    (k, o) -> k.affineGradient(
                            o.a(),
                            o.b(),
                            o.values(2),
                            o.values(3),
                            o.values(4),
                            relu,
                            o.values(5),
                            o.values(6),
                            o.values(7),
                            o.y()));
            WRITING_Y.put(
                    "normalize " + relu,
                    (k, o) -> k.normalize(
                            o.a(), o.values(0), o.values(1), channel -> {}, o.values(2), o.values(3), relu, o.y()));
            WRITING_Y.put(
                    "normalizeGradient " + relu,
                    (k, o) -> k.normalizeGradient(
                            o.a(),
                            o.b(),
                            o.values(2),
                            o.values(3),
                            o.values(4),
                            relu,
                            o.values(0),
                            o.values(1),
                            channel -> {},
                            o.values(5),
                            o.values(6),
                            o.values(7),
                            o.y()));
            WRITING_Y.put("add " + relu, (k, o) -> k.add(o.a(), o.b(), relu, o.y()));
        }
        WRITING_Y.put("relu", (k, o) -> k.relu(o.a(), o.y()));
        WRITING_Y.put("reluGradient", (k, o) -> k.reluGradient(o.a(), o.b(), o.y()));
        WRITING_Y.put("copy", (k, o) -> k.copy(o.a(), o.y()));
        WRITING_Y.put("fromStandard", (k, o) -> k.fromStandard(o.standard.memory(), o.y()));
    }

    /** Guarded operands of one call; the tensors have planes of their own. */
    private static final class Operands {
        private final TensorLayout[] layouts = new TensorLayout[3];
        private final Guarded[] tensors = new Guarded[3];
        private final Guarded standard;
        private final double[][] values = new double[8][];
        private final int channels;

        Operands(int[] size, int seed) {
            Random random = new Random(seed);
            channels = size[1];
            for (int i = 0; i < 3; i++) {
                int plane = size[0] * size[2] * size[3] + random.nextInt(3) * (1 + random.nextInt(30));
                layouts[i] = new TensorLayout(size[0], size[1], size[2], size[3], plane);
                tensors[i] = i == 2 ? Guarded.empty(layouts[2].elements()) : Guarded.random(layouts[i], random);
            }
            standard = Guarded.random(channels * layouts[0].planeValues(), random);
            for (int i = 0; i < values.length; i++) {
                values[i] = random.doubles(channels + SPARE, -1, 1).toArray();
                Arrays.fill(values[i], channels, channels + SPARE, SENTINEL);
            }
        }

        Tensor a() {
            return tensors[0].tensor(layouts[0]);
        }

        Tensor b() {
            return tensors[1].tensor(layouts[1]);
        }

        Tensor y() {
            return tensors[2].tensor(layouts[2]);
        }

        double[] values(int i) {
            return values[i];
        }

        List<int[]> inputs() {
            return List.of(tensors[0].guardedBits(), tensors[1].guardedBits(), standard.guardedBits());
        }

        void assertSpareValues() {
            for (double[] v : values) {
                assertThat(Arrays.copyOfRange(v, channels, channels + SPARE)).containsOnly(SENTINEL);
                assertThat(Arrays.copyOf(v, channels)).doesNotContain(Double.NaN);
            }
        }
    }

    static Stream<Arguments> providersAndSizes() {
        List<Arguments> all = new ArrayList<>();
        for (String provider : Kernels.names()) {
            for (int[] size : SIZES) {
                all.add(Arguments.of(provider, size));
            }
        }
        return all.stream();
    }

    @Test
    void everyOperationIsHere() {
        Set<String> here = new TreeSet<>(List.of("toStandard", "pool", "poolGradient", "nesterovs"));
        Stream.of(READING, WRITING_Y)
                .flatMap(calls -> calls.keySet().stream())
                .forEach(name -> here.add(name.split(" ", 2)[0]));
        assertThat(Stream.of(TensorKernels.class.getMethods()).map(Method::getName))
                .containsExactlyInAnyOrderElementsOf(here);
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void elementwiseAndSums(String provider, int[] size) {
        HrbpThreads.setThreads(3);
        TensorKernels k = Kernels.byName(provider).tensors();
        READING.forEach((name, call) -> {
            Operands o = new Operands(size, 40);
            assertInputsKept(name, o, () -> call.on(k, o));
        });
        WRITING_Y.forEach((name, call) -> {
            Operands o = new Operands(size, 41);
            assertInputsKept(name, o, () -> call.on(k, o));
            assertWritten(name, o.tensors[2], o.layouts[2]);
        });
        Operands o = new Operands(size, 42);
        Guarded target = Guarded.empty(o.channels * o.layouts[0].planeValues());
        assertInputsKept("toStandard", o, () -> k.toStandard(o.a(), target.memory()));
        assertWritten("toStandard", target, flat(o.channels * o.layouts[0].planeValues()));
    }

    /** Without padding around the values, in DL4J's flat arrays one parameter follows the other. */
    @ParameterizedTest
    @MethodSource("providersAndLengths")
    void nesterovs(String provider, int length) {
        HrbpThreads.setThreads(3);
        Random random = new Random(45);
        Guarded[] all = new Guarded[3];
        Guarded[] expected = new Guarded[3];
        for (int i = 0; i < 3; i++) {
            long seed = random.nextLong();
            all[i] = Guarded.random(length, new Random(seed));
            expected[i] = Guarded.random(length, new Random(seed));
        }
        step(Kernels.byName(provider).tensors(), all);
        step(Kernels.byName("reference").tensors(), expected);
        all[0].assertClose(expected[0].memory(), 1e-6);
        all[1].assertClose(expected[1].memory(), 1e-6);
        assertThat(all[2].guardedBits()).as("parameters").isEqualTo(expected[2].guardedBits());
    }

    private static void step(TensorKernels k, Guarded[] all) {
        k.nesterovs(all[0].memory(), all[1].memory(), all[2].memory(), 1.0 / 12, 0.05, 0.3, 0.9);
    }

    static Stream<Arguments> providersAndLengths() {
        return Kernels.names().stream()
                .flatMap(name -> Stream.of(0, 1, 15, 16, 17, 1000, 40000).map(n -> Arguments.of(name, n)));
    }

    @ParameterizedTest
    @MethodSource("providersAndSizes")
    void pooling(String provider, int[] size) {
        HrbpThreads.setThreads(3);
        TensorKernels k = Kernels.byName(provider).tensors();
        for (ConvGeometry window : List.of(HALVE, OVERLAP, whole(size))) {
            int height =
                    Math.floorDiv(size[2] + 2 * window.padTop() - window.kernelHeight(), window.strideHeight()) + 1;
            int width = Math.floorDiv(size[3] + 2 * window.padLeft() - window.kernelWidth(), window.strideWidth()) + 1;
            if (height < 1 || width < 1) {
                continue;
            }
            for (Pooling pooling : Pooling.values()) {
                Operands o = new Operands(size, 43);
                Operands small = new Operands(new int[] {size[0], size[1], height, width}, 44);
                String name = pooling + " " + window;
                assertInputsKept(name, o, () -> k.pool(o.a(), window, pooling, false, small.y()));
                assertWritten(name, small.tensors[2], small.layouts[2]);
                assertInputsKept(name, small, () -> k.poolGradient(o.a(), small.b(), window, pooling, true, o.y()));
                assertInputsKept(name, o, () -> k.poolGradient(o.a(), small.b(), window, pooling, true, o.y()));
                assertWritten(name, o.tensors[2], o.layouts[2]);
            }
        }
    }

    /** Global pooling. */
    private static ConvGeometry whole(int[] size) {
        return new ConvGeometry(size[2], size[3], 1, 1, 0, 0, 1, 1);
    }

    private static TensorLayout flat(int elements) {
        return new TensorLayout(1, 1, 1, elements, elements);
    }

    private static void assertInputsKept(String name, Operands o, Runnable call) {
        List<int[]> before = o.inputs();
        call.run();
        List<int[]> after = o.inputs();
        for (int i = 0; i < before.size(); i++) {
            assertThat(after.get(i)).as("%s, input %d", name, i).isEqualTo(before.get(i));
        }
        o.assertSpareValues();
    }

    /** Every value is a number, so it was written and came from values alone. */
    private static void assertWritten(String name, Guarded y, TensorLayout layout) {
        y.assertGuards();
        y.assertPadding(layout);
        for (int c = 0; c < layout.channels(); c++) {
            for (int i = 0; i < layout.planeValues(); i++) {
                if (Double.isNaN(y.memory().get(c * layout.plane() + i))) {
                    assertThat(y.memory().get(c * layout.plane() + i))
                            .as("%s, channel %d, element %d", name, c, i)
                            .isNotNaN();
                }
            }
        }
    }
}
