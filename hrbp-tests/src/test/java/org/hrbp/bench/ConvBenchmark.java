/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.bench;

import java.util.concurrent.TimeUnit;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The passes of one 3x3 convolution with as many output as input channels, at VGG-19's image sizes. Calls per second, and
 * {@code gflop} per second: two operations per kept weight, output pixel and example, taps on padding included.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC"})
public class ConvBenchmark {
    /** Channels and image height. */
    @Param({"64@32", "128@16", "256@8", "512@4", "512@2"})
    public String layer = "";

    @Param({"dense", "hrbp", "unstructured"})
    public String structure = "";

    /** Share of weights that do not exist; dense ignores it. */
    @Param({"0.9", "0.95"})
    public double sparsity;

    @Param({"64"})
    public int batch;

    @Param({"32"})
    public int groupRows;

    @Param({"vector"})
    public String provider = "";

    private ConvPlan plan;
    private ConvKernels kernels;
    private Memory x;
    private Memory dy;
    private Memory w;
    private Memory y;
    private Memory dx;
    private Memory dw;

    /** Billions of floating-point operations done. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Work {
        public double gflop;
    }

    @Setup
    public void prepare() {
        int at = layer.indexOf('@');
        int channels = Integer.parseInt(layer.substring(0, at));
        int size = Integer.parseInt(layer.substring(at + 1));
        TensorLayout layout = TensorLayout.padded(batch, channels, size, size, Float.BYTES);
        plan = new ConvPlan(pattern(channels), new ConvGeometry(3, 3, 1, 1, 1, 1, 1, 1), layout, layout);
        kernels = Kernels.byName(provider).prepare(plan);
        x = RandomMemory.of(layout.elements());
        dy = RandomMemory.of(layout.elements());
        w = RandomMemory.of(plan.pattern().keptCount());
        y = Memory.allocate(layout.elements(), false);
        dx = Memory.allocate(layout.elements(), false);
        dw = Memory.allocate(plan.pattern().keptCount(), false);
    }

    private Pattern pattern(int channels) {
        double density = structure.equals("dense") ? 1 : 1 - sparsity;
        PatternSpec spec = PatternSpec.of(new WeightShape(channels, channels, 3, 3), density)
                .withGroupRows(groupRows)
                .withSeed(1);
        return Structures.byId(structure).buildRandom(spec);
    }

    private void count(Work work) {
        work.gflop += 2e-9 * plan.multiplyAdds();
    }

    @Benchmark
    public void forward(Work work) {
        kernels.forward(x, w, null, y);
        count(work);
    }

    @Benchmark
    public void inputGradient(Work work) {
        kernels.inputGradient(dy, w, dx);
        count(work);
    }

    @Benchmark
    public void weightGradient(Work work) {
        kernels.weightGradient(x, dy, dw);
        count(work);
    }
}
