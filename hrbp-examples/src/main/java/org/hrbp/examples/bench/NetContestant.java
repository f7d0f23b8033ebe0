/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.run.KeptWeights;
import org.hrbp.examples.run.RunException;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Kernels;
import org.hrbp.model.HrbpUpdater;
import org.hrbp.zoo.ZooNet;
import org.jspecify.annotations.Nullable;

/** A network in this JVM. */
final class NetContestant implements StepContestant {
    private final String name;
    private final Variant variant;
    private final ComputationGraph net;
    private final KeptWeights weights;
    private final Batches batches;
    private final UpdaterClock clock = new UpdaterClock();
    private StepMeter meter = new StepMeter();

    private NetContestant(String name, Variant variant, ComputationGraph net, KeptWeights weights, Batches batches) {
        this.name = name;
        this.variant = variant;
        this.net = net;
        this.weights = weights;
        net.setListeners(clock);
        this.batches = batches;
    }

    static NetContestant ours(BenchConfig config, Variant variant) {
        String name = variant.structure() + " " + variant.sparsity();
        ComputationGraph net = BenchNets.ours(config, variant);
        HrbpUpdater.attach(net);
        return new NetContestant(name, variant, net, KeptWeights.of(net), Batches.of(config));
    }

    /** A network that somebody else made; only times and counts of its facts are worth anything. */
    static NetContestant of(String name, ComputationGraph net, Batches batches) {
        HrbpUpdater.attach(net);
        return new NetContestant(name, Variant.DENSE, net, KeptWeights.of(net), batches);
    }

    static NetContestant stock(String name, ZooNet dense, Batches batches) {
        long all = dense.plan().totalWeights();
        return new NetContestant(name, Variant.DENSE, dense.init(), new KeptWeights(all, all), batches);
    }

    ComputationGraph net() {
        return net;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Variant variant() {
        return variant;
    }

    @Override
    public void warmUp() {
        step();
        meter = new StepMeter();
    }

    @Override
    public void settle() {
        new StepMeter().step(net, batches, clock);
    }

    @Override
    public double step() {
        double seconds = meter.step(net, batches, clock);
        if (!Double.isFinite(net.score())) {
            throw new RunException("the loss of " + name + " became " + net.score());
        }
        return seconds;
    }

    @Override
    public StepFacts facts() {
        return facts(Kernels.active(), HrbpThreads.threads(), meter.flopsPerStep(), meter.bytesPerStep(), null);
    }

    /** The facts of a network of DL4J's own layers. */
    StepFacts stockFacts(int threads, double flopsPerStep) {
        return facts(name, threads, flopsPerStep, null, BenchMachine.here().values());
    }

    private StepFacts facts(
            String kernel,
            int threads,
            double flopsPerStep,
            @Nullable Double bytesPerStep,
            @Nullable Map<String, @Nullable Object> machine) {
        return new StepFacts(
                kernel,
                null,
                BenchMachine.jdk(),
                threads,
                flopsPerStep,
                bytesPerStep,
                meter.breakdown(),
                meter.allocatedMbPerStep(),
                meter.layoutConversions(),
                BenchMachine.peakRssMb(),
                weights.kept(),
                weights.dense(),
                machine);
    }
}
