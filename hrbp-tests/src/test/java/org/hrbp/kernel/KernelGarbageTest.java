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
import org.junit.jupiter.api.Test;

/**
 * What a kernel call leaves to the garbage collector, as the bytes that the calling thread allocates with one kernel thread,
 * so that no task runs elsewhere. The JVM's counter is exact, and the least of some calls counts.
 *
 * <p>Proved for the scalar kernels, which share checks, plans, programs and tasks with the vector kernels: at most
 * {@link #CALL} bytes a call, even while the code is interpreted and its iterators and lambdas are real objects; one object per
 * product of a weight and a value would be many times that. Compiled calls were seen to allocate some 500 bytes. Not
 * proved here: that the JIT compiler keeps every vector in a register, which depends on when and in which order it compiles,
 * and what layers allocate around the calls; both are for a measurement of whole steps.
 */
class KernelGarbageTest {
    private static final int THREADS = HrbpThreads.threads();

    /** Most bytes of a call. */
    private static final long CALL = 65536;

    /** Most bytes for a channel of a change of order, which takes a view of each. */
    private static final long CHANNEL = 128;

    /** Most bytes for an output pixel of a pooling window, whose places in the image are listed. */
    private static final long PIXEL = 256;

    private static final int MOST_CALLS = 3;
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

    @Test
    void convolutions() {
        Random random = new Random(6);
        for (Structure structure :
                new Structure[] {Structure.DENSE, Structure.HRBP, Structure.SINGLE_ROWS, Structure.GROUPING}) {
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
                ConvKernels k = Kernels.byName("scalar").prepare(plan);
                String what = structure + ", batch " + batch;
                assertGarbage("forward, " + what, CALL, () -> k.forward(x, w, bias, y));
                assertGarbage("input gradient, " + what, CALL, () -> k.inputGradient(y, w, x));
                ConvKernels scatter = Kernels.byName("scalar").prepare(plan.with(InputGradientForm.SCATTER));
                assertGarbage("form (A), " + what, CALL, () -> scatter.inputGradient(y, w, x));
                assertGarbage("weight gradient, " + what, CALL, () -> k.weightGradient(x, y, w));
            }
        }
    }

    @Test
    void tensors() {
        TensorKernels k = Kernels.byName("scalar").tensors();
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
        calls.forEach((name, call) -> assertGarbage(name, CALL, call));
        long views = CHANNEL * x.layout().channels();
        assertGarbage("fromStandard", CALL + views, () -> k.fromStandard(standard, x));
        assertGarbage("toStandard", CALL + views, () -> k.toStandard(x, standard));
        long pixels = PIXEL * small.layout().height() * small.layout().width();
        for (Pooling pooling : Pooling.values()) {
            assertGarbage("pool " + pooling, CALL + pixels, () -> k.pool(x, halve, pooling, false, small));
            assertGarbage(
                    "poolGradient " + pooling, CALL + pixels, () -> k.poolGradient(x, small, halve, pooling, false, y));
        }
    }
}
