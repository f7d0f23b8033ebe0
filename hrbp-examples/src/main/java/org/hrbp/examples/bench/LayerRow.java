/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.hrbp.examples.run.Median;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.MachineCeilings;
import org.hrbp.kernel.TensorLayout;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code hrbp bench layer}, an object of the JSON file: one pass of the layers of one shape.
 *
 * @param net name of the network
 * @param layer first layer of the shape
 * @param shape shape of its dense weights
 * @param structure structure of its pattern; the first layer and the classifier may be dense whatever the network is
 * @param sparsity sparsity of the network
 * @param batch images
 * @param threads threads of the kernels
 * @param kernel kernel provider
 * @param jdk version of Java
 * @param pass {@code forward}, {@code input_grad} or {@code weight_grad}; {@code input_grad_scatter} and {@code
 *     input_grad_gather} are the forms of an input gradient that has two
 * @param medianS median seconds
 * @param minS least seconds
 * @param gflops 10^9 floating point operations per second, two per multiply-add, padding included, at the median
 * @param bytes bytes of the activations on both sides and of the kept weights, once each
 * @param gbytesPerS 10^9 of these bytes per second, at the median
 * @param fmaGflops the machine's ceiling for {@code gflops}
 * @param copyGbS the machine's ceiling for {@code gbytesPerS} where nothing stays in the caches
 * @param input channels, height and width of the input
 * @param output channels, height and width of the output
 * @param layers number of layers of this shape in the network
 * @param keptWeights weights of the layer that exist
 * @param weights weights of the dense layer
 * @param allocation how the density is spread over the layers
 * @param seed seed of weights, patterns and images
 * @param warmup runs before the timed ones
 * @param steps timed runs
 * @param commit commit of the sources
 * @param machine machine, JVM and ND4J
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LayerRow(
        String net,
        String layer,
        String shape,
        String structure,
        double sparsity,
        int batch,
        int threads,
        String kernel,
        String jdk,
        String pass,
        double medianS,
        double minS,
        double gflops,
        long bytes,
        double gbytesPerS,
        double fmaGflops,
        double copyGbS,
        String input,
        String output,
        int layers,
        long keptWeights,
        long weights,
        String allocation,
        long seed,
        int warmup,
        int steps,
        @Nullable String commit,
        Map<String, @Nullable Object> machine) {
    static LayerRow of(
            BenchConfig config,
            LayerContestant one,
            List<Double> seconds,
            MachineCeilings ceilings,
            BenchMachine machine) {
        double median = Median.of(seconds);
        var plan = one.layers().plan();
        return new LayerRow(
                config.net(),
                one.layers().name(),
                plan.pattern().shape().toString(),
                one.variant().structure(),
                one.variant().sparsity(),
                config.batch(),
                HrbpThreads.threads(),
                Kernels.active(),
                BenchMachine.jdk(),
                one.passName(),
                median,
                Collections.min(seconds),
                2.0 * plan.multiplyAdds() / median / 1e9,
                one.bytes(),
                one.bytes() / median / 1e9,
                ceilings.fmaGflops(),
                ceilings.copyGbPerS(),
                image(plan.input()),
                image(plan.output()),
                one.layers().count(),
                plan.pattern().keptCount(),
                plan.pattern().shape().size(),
                config.allocation(),
                config.seed(),
                config.warmup(),
                seconds.size(),
                machine.commit(),
                machine.values());
    }

    private static String image(TensorLayout layout) {
        return layout.channels() + "x" + layout.height() + "x" + layout.width();
    }
}
