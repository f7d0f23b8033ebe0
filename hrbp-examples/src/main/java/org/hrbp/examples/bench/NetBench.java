/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.run.InputShape;
import org.hrbp.examples.run.Median;
import org.hrbp.examples.run.RunOutput;

/** Whole training steps of networks that somebody else made. */
public final class NetBench {
    private static final long SEED = 1;

    private NetBench() {}

    /**
     * A network to measure.
     *
     * @param name name for messages
     * @param make makes it, once
     */
    public record Net(String name, Supplier<ComputationGraph> make) {}

    /**
     * What was measured of a network.
     *
     * @param name its name
     * @param medianS median seconds of a step
     * @param minS least seconds of a step
     * @param flopsPerStep two per multiply-add of the passes of its convolutions
     * @param keptWeights weights that exist
     */
    public record Timed(String name, double medianS, double minS, double flopsPerStep, long keptWeights) {}

    /**
     * Measures networks in turns, a step of each.
     *
     * @param nets the networks; all of them are in memory together
     * @param shape shape of their input
     * @param batch images per step
     * @param warmup steps of each before the timed ones
     * @param steps timed steps of each
     * @param output where to say how it goes
     * @return one for each network, in the same order
     * @throws org.hrbp.examples.run.RunException if a step failed
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     */
    public static List<Timed> inTurns(
            List<Net> nets, InputShape shape, int batch, int warmup, int steps, RunOutput output) {
        List<Timed> all = new ArrayList<>();
        Stoppable.run(output, all, stop -> {
            List<NetContestant> contestants = nets.stream()
                    .map(net -> NetContestant.of(net.name(), net.make().get(), new Batches(shape, batch, SEED)))
                    .toList();
            for (Rounds.Timed<NetContestant> timed : new Rounds(warmup, steps, output, stop).run(contestants)) {
                all.add(timed(timed.contestant(), timed.seconds()));
            }
        });
        return List.copyOf(all);
    }

    private static Timed timed(NetContestant one, List<Double> seconds) {
        StepFacts facts = one.facts();
        return new Timed(
                one.name(),
                Median.of(seconds),
                Collections.min(seconds),
                facts.flopsPerStep(),
                Objects.requireNonNull(facts.keptWeights()));
    }
}
