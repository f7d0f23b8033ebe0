/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.hrbp.examples.run.Median;
import org.hrbp.kernel.MachineCeilings;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code hrbp bench step} and {@code hrbp bench peer}, an object of the JSON file. What is null is left out there.
 *
 * @param net name of the network
 * @param structure structure of the patterns; {@code dense} of frameworks that are not ours
 * @param sparsity share of the weights that do not exist
 * @param batch images per step
 * @param threads threads that computed
 * @param kernel our kernel provider, or who else computed
 * @param jdk version of Java
 * @param medianS median seconds per step
 * @param minS least seconds per step
 * @param gflops 10^9 floating point operations per second of the three convolution passes, over the whole median step
 * @param breakdown seconds per step by part, mean over the timed steps
 * @param allocation how the density is spread over the layers
 * @param allocatedMbPerStep 10^6 bytes per step that the fitting thread allocated on the heap
 * @param layoutConversions conversions between memory layouts per step
 * @param trafficGb 10^9 bytes per step of the tensors and weights of our kernel calls, each once a call
 * @param modelS seconds per step that the cost model allows: multiply-adds at the machine's ceiling plus traffic at the speed of
 *     large copies, framework and updater not counted
 * @param peakRssMb greatest resident set of the process in 10^6 bytes; the rows of one JVM share it
 * @param keptWeights weights that exist
 * @param weights weights of the dense network
 * @param version version of a framework that is not ours
 * @param vsPeer how many times faster than the better of PyTorch's fp32 rows, by medians
 * @param seed seed of weights, patterns and images
 * @param warmup steps before the timed ones
 * @param steps timed steps
 * @param commit commit of the sources
 * @param machine machine, JVM and ND4J
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepRow(
        String net,
        String structure,
        double sparsity,
        int batch,
        int threads,
        String kernel,
        @Nullable String jdk,
        double medianS,
        double minS,
        double gflops,
        @Nullable Map<String, Double> breakdown,
        String allocation,
        @Nullable Double allocatedMbPerStep,
        @Nullable Double layoutConversions,
        @Nullable Double trafficGb,
        @Nullable Double modelS,
        @Nullable Double peakRssMb,
        @Nullable Long keptWeights,
        @Nullable Long weights,
        @Nullable String version,
        @Nullable Double vsPeer,
        long seed,
        int warmup,
        int steps,
        @Nullable String commit,
        Map<String, @Nullable Object> machine) {
    static StepRow of(
            BenchConfig config,
            Variant variant,
            int warmup,
            List<Double> seconds,
            StepFacts facts,
            BenchMachine machine) {
        double median = Median.of(seconds);
        return new StepRow(
                config.net(),
                variant.structure(),
                variant.sparsity(),
                config.batch(),
                facts.threads(),
                facts.kernel(),
                facts.jdk(),
                median,
                Collections.min(seconds),
                facts.flopsPerStep() / median / 1e9,
                facts.breakdown(),
                config.allocation(),
                facts.allocatedMbPerStep(),
                facts.layoutConversions(),
                facts.bytesPerStep() == null ? null : facts.bytesPerStep() / 1e9,
                null,
                facts.peakRssMb(),
                facts.keptWeights(),
                facts.weights(),
                facts.version(),
                null,
                config.seed(),
                warmup,
                seconds.size(),
                machine.commit(),
                facts.machine() == null ? machine.values() : facts.machine());
    }

    /** This row with how it compares with the peer. */
    StepRow versus(double peerMedianS) {
        return with(peerMedianS / medianS, modelS);
    }

    /** This row with what the cost model says of it, if it says anything. */
    StepRow modelled(MachineCeilings ceilings) {
        if (trafficGb == null) {
            return this;
        }
        return with(vsPeer, gflops * medianS / ceilings.fmaGflops() + trafficGb / ceilings.copyGbPerS());
    }

    private StepRow with(@Nullable Double peerRatio, @Nullable Double model) {
        return new StepRow(
                net,
                structure,
                sparsity,
                batch,
                threads,
                kernel,
                jdk,
                medianS,
                minS,
                gflops,
                breakdown,
                allocation,
                allocatedMbPerStep,
                layoutConversions,
                trafficGb,
                model,
                peakRssMb,
                keptWeights,
                weights,
                version,
                peerRatio,
                seed,
                warmup,
                steps,
                commit,
                machine);
    }
}
