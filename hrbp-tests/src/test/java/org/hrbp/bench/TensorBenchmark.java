/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.bench;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Pooling;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorKernels;
import org.hrbp.kernel.TensorLayout;
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
 * The work between convolutions, which memory bounds: calls per second, and {@code gigabytes} per second that a call has to
 * read and to write if nothing stays in the caches.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-XX:+UseParallelGC"})
public class TensorBenchmark {
    private static final ConvGeometry HALVE = new ConvGeometry(2, 2, 2, 2, 0, 0, 1, 1);

    /** Channels and image height. */
    @Param({"16@32", "64@32", "256@8", "512@4"})
    public String tensor = "";

    @Param({"64"})
    public int batch;

    @Param({"vector"})
    public String provider = "";

    private TensorKernels kernels;
    private Tensor a;
    private Tensor b;
    private Tensor y;
    private Tensor small;
    private Memory standard;
    private double[] mean;
    private double[] scale;
    private double[] sums;
    private double[] products;

    /** Billions of bytes read and written. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Traffic {
        public double gigabytes;
    }

    @Setup
    public void prepare() {
        int at = tensor.indexOf('@');
        int channels = Integer.parseInt(tensor.substring(0, at));
        int size = Integer.parseInt(tensor.substring(at + 1));
        kernels = Kernels.byName(provider).tensors();
        TensorLayout layout = TensorLayout.padded(batch, channels, size, size, Float.BYTES);
        a = RandomMemory.of(layout);
        b = RandomMemory.of(layout);
        y = RandomMemory.of(layout);
        small = RandomMemory.of(TensorLayout.padded(batch, channels, size / 2, size / 2, Float.BYTES));
        standard = RandomMemory.of(channels * layout.planeValues());
        mean = new double[channels];
        scale = new double[channels];
        Arrays.fill(scale, 1);
        sums = new double[channels];
        products = new double[channels];
    }

    /** Notes tensors of the full size that a call touched. */
    private void count(Traffic traffic, double tensors) {
        TensorLayout l = a.layout();
        traffic.gigabytes += 1e-9 * Float.BYTES * tensors * l.channels() * l.planeValues();
    }

    @Benchmark
    public void moments(Traffic traffic) {
        kernels.moments(a, sums, products);
        count(traffic, 1);
    }

    @Benchmark
    public void affineRelu(Traffic traffic) {
        kernels.affine(a, mean, scale, mean, true, y);
        count(traffic, 2);
    }

    @Benchmark
    public void affineGradientSums(Traffic traffic) {
        kernels.affineGradientSums(a, b, mean, scale, mean, true, sums, products);
        count(traffic, 2);
    }

    @Benchmark
    public void affineGradient(Traffic traffic) {
        kernels.affineGradient(a, b, mean, scale, mean, true, scale, scale, mean, y);
        count(traffic, 3);
    }

    @Benchmark
    public void addRelu(Traffic traffic) {
        kernels.add(a, b, true, y);
        count(traffic, 3);
    }

    @Benchmark
    public void maxPool(Traffic traffic) {
        kernels.pool(a, HALVE, Pooling.MAX, false, small);
        count(traffic, 1.25);
    }

    @Benchmark
    public void maxPoolGradient(Traffic traffic) {
        kernels.poolGradient(a, small, HALVE, Pooling.MAX, false, y);
        count(traffic, 2.25);
    }

    @Benchmark
    public void fromStandard(Traffic traffic) {
        kernels.fromStandard(standard, y);
        count(traffic, 2);
    }
}
