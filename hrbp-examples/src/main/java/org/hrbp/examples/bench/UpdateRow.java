/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.Map;
import org.hrbp.examples.run.Median;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code hrbp bench update}, an object of the JSON file: what dynamic sparse training costs.
 *
 * @param net name of the network
 * @param dst the method
 * @param structure structure of its patterns
 * @param sparsity share of the weights that do not exist
 * @param batch images per step
 * @param threads threads of the kernels
 * @param kernel kernel provider
 * @param jdk version of Java
 * @param staticS median seconds of a step with static patterns
 * @param betweenS the same with the listener attached, without an update
 * @param updateS the same with an update in every step, what it leaves for the next step to do included
 * @param betweenShare what the listener adds to a step without an update, as a share of {@code staticS}
 * @param updateShare what updates add to the mean step time if every 100th step has one, as a share of {@code staticS}
 * @param allocation how the density is spread over the layers
 * @param seed seed of weights, patterns and images
 * @param warmup steps of each before the timed ones
 * @param steps timed steps of each
 * @param commit commit of the sources
 * @param machine machine, JVM and ND4J
 */
public record UpdateRow(
        String net,
        String dst,
        String structure,
        double sparsity,
        int batch,
        int threads,
        String kernel,
        String jdk,
        double staticS,
        double betweenS,
        double updateS,
        double betweenShare,
        double updateShare,
        String allocation,
        long seed,
        int warmup,
        int steps,
        @Nullable String commit,
        Map<String, @Nullable Object> machine) {
    private static final int INTERVAL = 100;

    static UpdateRow of(
            BenchConfig config,
            String dst,
            String structure,
            Rounds.Timed<?> fixed,
            Rounds.Timed<?> between,
            Rounds.Timed<?> update,
            BenchMachine machine) {
        double staticS = Median.of(fixed.seconds());
        double betweenS = Median.of(between.seconds());
        double updateS = Median.of(update.seconds());
        return new UpdateRow(
                config.net(),
                dst,
                structure,
                config.sparsities().get(0),
                config.batch(),
                HrbpThreads.threads(),
                Kernels.active(),
                BenchMachine.jdk(),
                staticS,
                betweenS,
                updateS,
                (betweenS - staticS) / staticS,
                (updateS - betweenS) / INTERVAL / staticS,
                config.allocation(),
                config.seed(),
                config.warmup(),
                fixed.seconds().size(),
                machine.commit(),
                machine.values());
    }
}
