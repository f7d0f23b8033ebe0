/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.hrbp.kernel.ConvCase.Structure;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a kernel call leaves to the garbage collector, as the bytes that the calling thread allocates with one kernel thread,
 * so that no task runs elsewhere. The JVM's counter is exact, and the least of some calls counts.
 *
 * <p>The scalar kernels show what both providers share: checks, programs, tasks. {@link #CALL} bytes a call, whatever the
 * size of the tensors, are below 1 MB for the 400 calls of a training step. Vector code allocates every vector until it is
 * compiled, and the compiler may leave some per tile; so there it is shown only that the inner loops come to allocate less
 * than a byte per multiply-add or element, where one vector object per operation would be six or more. Not counted is what
 * layers allocate around the calls.
 */
class KernelGarbageTest {
    private static final int THREADS = HrbpThreads.threads();
    /** Most bytes of a call. */
    private static final long CALL = 2048;

    /** Most bytes for a channel of a change of order, which takes a view of each. */
    private static final long CHANNEL = 128;

    /** Most bytes for an output pixel of a pooling window, whose places in the image are listed. */
    private static final long PIXEL = 256;

    private static final int MOST_CALLS = 3000;
    private static final ThreadMXBean BEAN = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @BeforeEach
    void oneThread() {
        HrbpThreads.setThreads(1);
    }

    @AfterEach
    void restoreThreads() {
        HrbpThreads.setThreads(THREADS);
    }

    private static long allocated(Runnable call) {
        long id = Thread.currentThread().getId();
        long before = BEAN.getThreadAllocatedBytes(id);
        call.run();
        return BEAN.getThreadAllocatedBytes(id) - before;
    }

    private static void assertGarbage(String name, long most, Runnable call) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < MOST_CALLS && least > most; i++) {
            least = Math.min(least, allocated(call));
        }
        assertThat(least).as("bytes of %s", name).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void convolutions(String provider) {
        Random random = new Random(6);
        for (Structure structure : new Structure[] {Structure.DENSE, Structure.HRBP, Structure.SINGLE_ROWS}) {
            for (int batch : new int[] {5, 40}) {
                ConvPlan plan = new ConvPlan(
                        ConvCase.pattern(structure, new WeightShape(33, 20, 3, 3), random),
                        new ConvGeometry(3, 3, 1, 1, 1, 1, 1, 1),
                        new TensorLayout(batch, 20, 6, 6, 36 * batch),
                        new TensorLayout(batch, 33, 6, 6, 36 * batch));
                Memory x = Memory.allocate(plan.input().elements(), false);
                Memory y = Memory.allocate(plan.output().elements(), false);
                Memory w = Memory.allocate(plan.pattern().keptCount(), false);
                Memory bias = Memory.allocate(33, false);
                ConvKernels k = Kernels.byName(provider).prepare(plan);
                String what = provider + ", " + structure + ", batch " + batch;
                long most = provider.equals("scalar") ? CALL : plan.multiplyAdds();
                assertGarbage("forward, " + what, most, () -> k.forward(x, w, bias, y));
                assertGarbage("input gradient, " + what, most, () -> k.inputGradient(y, w, x));
                assertGarbage("weight gradient, " + what, most, () -> k.weightGradient(x, y, w));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"scalar", "vector"})
    void tensors(String provider) {
        TensorKernels k = Kernels.byName(provider).tensors();
        Tensor x = Tensor.allocate(TensorLayout.padded(40, 30, 10, 10, 4), false);
        Tensor y = Tensor.allocate(x.layout(), false);
        Tensor small = Tensor.allocate(TensorLayout.padded(40, 30, 5, 5, 4), false);
        Memory standard = Memory.allocate(30 * x.layout().planeValues(), false);
        ConvGeometry halve = new ConvGeometry(2, 2, 2, 2, 0, 0, 1, 1);
        double[] v = new double[30];
        double[] u = new double[30];
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("channelSums", () -> k.channelSums(x, v));
        calls.put("moments", () -> k.moments(x, v, u));
        calls.put("affine", () -> k.affine(x, v, v, v, true, y));
        calls.put("affineGradientSums", () -> k.affineGradientSums(x, y, v, v, v, true, v, u));
        calls.put("affineGradient", () -> k.affineGradient(x, y, v, v, v, true, v, v, v, y));
        calls.put("add", () -> k.add(x, y, true, y));
        calls.put("relu", () -> k.relu(x, y));
        calls.put("reluGradient", () -> k.reluGradient(x, y, y));
        calls.put("copy", () -> k.copy(x, y));
        long most = provider.equals("scalar") ? CALL : x.layout().elements();
        calls.forEach((name, call) -> assertGarbage(name + ", " + provider, most, call));
        long views = CHANNEL * x.layout().channels();
        assertGarbage("fromStandard, " + provider, most + views, () -> k.fromStandard(standard, x));
        assertGarbage("toStandard, " + provider, most + views, () -> k.toStandard(x, standard));
        long pixels = PIXEL * small.layout().height() * small.layout().width();
        for (Pooling pooling : Pooling.values()) {
            String name = pooling + ", " + provider;
            assertGarbage("pool " + name, most + pixels, () -> k.pool(x, halve, pooling, false, small));
            assertGarbage(
                    "poolGradient " + name, most + pixels, () -> k.poolGradient(x, small, halve, pooling, false, y));
        }
    }
}
