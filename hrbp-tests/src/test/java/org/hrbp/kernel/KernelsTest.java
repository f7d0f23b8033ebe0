/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hrbp.kernel.ConvCase.Structure;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;

class KernelsTest {
    private static final String FLAG = "--add-modules";
    private static final String MODULE = "jdk.incubator.vector";

    private static String run(String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.hrbp.kernel.KernelsProbe"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void withoutTheModuleScalarKernelsRunAfterOneWarning() throws Exception {
        String output = run();
        assertThat(output).contains("provider scalar, reference");
        assertThat(output).containsOnlyOnce("WARN").contains("Start the JVM with " + FLAG + " " + MODULE);
    }

    @Test
    void withTheModuleVectorKernelsRun() throws Exception {
        assertThat(run(FLAG, MODULE)).contains("provider vector, reference").doesNotContain("WARN ");
    }

    @Test
    void forcedVectorWithoutTheModuleIsRefused() throws Exception {
        assertThat(run("-Dhrbp.kernel=vector"))
                .contains("refused: The vector kernels need the module " + MODULE)
                .contains(FLAG + " " + MODULE);
    }

    @Test
    void forcedScalarDoesNotWarn() throws Exception {
        assertThat(run("-Dhrbp.kernel=scalar"))
                .contains("provider scalar, reference")
                .doesNotContain("WARN");
    }

    @Test
    void badNumberOfThreadsIsRefusedWithItsReason() throws Exception {
        assertThat(run("-Dhrbp.threads=many")).contains("refused: -Dhrbp.threads=many is not a number of threads");
        assertThat(run("-Dhrbp.threads=0")).contains("refused: Number of kernel threads is 0; allowed is 1 to 1024");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar", "reference"})
    void namesChooseProviders(String name) {
        assertThat(Kernels.names()).contains(name);
        assertThat(Kernels.byName(name).signature()).matches(name.equals("vector") ? "vector-\\d+" : name);
        assertThat(Kernels.choose(name).name()).isEqualTo(name);
        assertThat(Kernels.byName(name)).isSameAs(Kernels.byName(name));
    }

    @Test
    void unknownNameListsTheNames() {
        assertThatThrownBy(() -> Kernels.choose("fast"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"fast\"")
                .hasMessageContaining("[vector, scalar, reference]");
    }

    @Test
    void dataTypes() {
        assertThat(Kernels.of(DataType.DOUBLE).name()).isEqualTo("reference");
        assertThat(Kernels.of(DataType.FLOAT).name()).isEqualTo(Kernels.active());
        assertThatThrownBy(() -> Kernels.of(DataType.BFLOAT16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BFLOAT16");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar", "reference"})
    void badConvolutionArgumentsAreRefused(String name) {
        Random random = new Random(2);
        ConvPlan plan = ConvCase.plan(
                ConvCase.pattern(Structure.PRODUCT, new WeightShape(5, 4, 3, 3), random),
                new ConvGeometry(3, 3, 1, 1, 1, 1, 1, 1),
                3,
                4,
                4,
                random);
        ConvKernels k = Kernels.byName(name).prepare(plan);
        Memory x = Memory.allocate(plan.input().elements(), false);
        Memory y = Memory.allocate(plan.output().elements(), false);
        Memory w = Memory.allocate(plan.pattern().keptCount(), false);
        Memory few = Memory.allocate(3, false);
        refused(() -> k.forward(few, w, null, y), "input has 3 elements");
        refused(() -> k.forward(x, few, null, y), "weights has 3 elements");
        refused(() -> k.forward(x, w, few, y), "bias has 3 elements; the call needs 5");
        refused(() -> k.forward(x, w, null, few), "output has 3 elements");
        refused(() -> k.inputGradient(few, w, x), "output gradient has 3 elements");
        refused(() -> k.inputGradient(y, w, few), "input gradient has 3 elements");
        refused(() -> k.weightGradient(x, few, w), "output gradient has 3 elements");
        refused(() -> k.weightGradient(x, y, few), "weight gradient has 3 elements");
        Memory doubles = Memory.allocate(plan.pattern().keptCount(), true);
        refused(() -> k.forward(x, doubles, null, y), "weights is DOUBLE but the call began with FLOAT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar"})
    void floatProvidersRefuseDoubles(String name) {
        Tensor x = Tensor.allocate(new TensorLayout(2, 3, 4, 4, 32), true);
        refused(() -> Kernels.byName(name).tensors().relu(x, x), "the " + name + " kernels compute FLOAT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar", "reference"})
    void badTensorArgumentsAreRefused(String name) {
        TensorKernels k = Kernels.byName(name).tensors();
        Tensor x = Tensor.allocate(new TensorLayout(2, 3, 4, 4, 32), false);
        Tensor other = Tensor.allocate(new TensorLayout(2, 3, 4, 5, 40), false);
        double[] two = new double[2];
        double[] three = new double[3];
        refused(() -> k.add(x, other, false, x), "differ in shape");
        refused(() -> k.copy(x, other), "differ in shape");
        refused(() -> k.channelSums(x, two), "2 values for 3 channels");
        refused(() -> k.moments(x, three, two), "2 values for 3 channels");
        refused(() -> k.affine(x, three, two, three, true, x), "2 values for 3 channels");
        refused(() -> k.fromStandard(Memory.allocate(95, false), x), "c-order array has 95 elements");
        ConvGeometry far = new ConvGeometry(2, 2, 4, 4, 0, 0, 1, 1);
        Tensor small = Tensor.allocate(new TensorLayout(2, 3, 2, 1, 4), false);
        refused(() -> k.pool(x, far, Pooling.MAX, false, small), "output row 1 lies wholly outside");
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
