/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.hrbp.kernel.ConvCase.Structure;
import org.hrbp.kernel.KernelTimes.Part;
import org.hrbp.kernel.KernelTimes.Total;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;

class KernelTimesTest {
    private static final Random RANDOM = new Random(5);
    private static final Pattern PATTERN = ConvCase.pattern(Structure.DENSE, new WeightShape(5, 4, 3, 3), RANDOM);
    private static final ConvPlan PLAN = new ConvPlan(
            PATTERN,
            new ConvGeometry(3, 3, 1, 1, 1, 1, 1, 1),
            new TensorLayout(2, 4, 6, 7, 84),
            new TensorLayout(2, 5, 6, 7, 84));

    /** Forward once, input gradient twice, weight gradient three times, on memory of zeros. */
    private static void run() {
        ConvKernels kernels = Kernels.byName("scalar").prepare(PLAN);
        Memory x = Memory.allocate(PLAN.input().elements(), false);
        Memory y = Memory.allocate(PLAN.output().elements(), false);
        Memory w = Memory.allocate(PATTERN.keptCount(), false);
        kernels.forward(x, w, null, y);
        kernels.inputGradient(y, w, x);
        kernels.inputGradient(y, w, x);
        for (int i = 0; i < 3; i++) {
            kernels.weightGradient(x, y, w);
        }
    }

    private static Total of(Map<Part, Total> all, Part part) {
        return Objects.requireNonNull(all.get(part));
    }

    @Test
    void countsCallsAndMultiplyAddsOfEachPass() {
        KernelTimes.start();
        run();
        Map<Part, Total> all = KernelTimes.stop();

        assertThat(all).containsOnlyKeys(Part.values());
        long each = 5 * 4 * 9 * (6 * 7 * 2);
        assertThat(of(all, Part.CONV_FORWARD).calls()).isEqualTo(1);
        assertThat(of(all, Part.CONV_FORWARD).multiplyAdds()).isEqualTo(each);
        assertThat(of(all, Part.CONV_INPUT_GRADIENT).calls()).isEqualTo(2);
        assertThat(of(all, Part.CONV_INPUT_GRADIENT).multiplyAdds()).isEqualTo(2 * each);
        assertThat(of(all, Part.CONV_WEIGHT_GRADIENT).calls()).isEqualTo(3);
        assertThat(of(all, Part.CONV_WEIGHT_GRADIENT).multiplyAdds()).isEqualTo(3 * each);
        long bytes = 4L * (84 * 4 + 84 * 5 + PATTERN.keptCount());
        assertThat(of(all, Part.CONV_WEIGHT_GRADIENT).bytes()).isEqualTo(3 * bytes);
        assertThat(of(all, Part.CONV_FORWARD).nanos()).isPositive();
        assertThat(of(all, Part.BATCH_NORMALIZATION)).isEqualTo(new Total(0, 0, 0, 0));
    }

    @Test
    void countsTheBytesOfTensors() {
        Tensor x = Tensor.allocate(new TensorLayout(2, 5, 6, 7, 84), false);
        TensorKernels kernels = Kernels.byName("scalar").tensors();
        KernelTimes.start();
        kernels.add(x, x, true, x);
        kernels.normalize(x, new double[5], new double[5], c -> {}, new double[5], new double[5], true, x);
        Map<Part, Total> all = KernelTimes.stop();

        assertThat(of(all, Part.ADD).bytes()).isEqualTo(4L * 3 * 5 * 84);
        assertThat(of(all, Part.BATCH_NORMALIZATION).bytes()).isEqualTo(4L * 2 * 5 * 84);
    }

    @Test
    void measuresOnlyBetweenStartAndStop() {
        KernelTimes.start();
        run();
        Map<Part, Total> first = KernelTimes.stop();
        run();
        assertThat(KernelTimes.stop()).isEqualTo(first);
        KernelTimes.start();
        assertThat(KernelTimes.stop().values()).containsOnly(new Total(0, 0, 0, 0));
    }
}
