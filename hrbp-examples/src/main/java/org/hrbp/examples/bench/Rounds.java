/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hrbp.examples.console.StepBar;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RunException;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.StopSignal;
import org.hrbp.examples.run.StoppedException;

/**
 * Measures contestants in turns: a step of each, then the next step of each, after each was warmed up. A timed step follows one
 * that is not: as in training, the caches then hold the contestant's own data, and threads of another process that still spin
 * after its step have gone to sleep.
 */
final class Rounds {
    private final int warmup;
    private final int steps;
    private final RunOutput output;
    private final StopSignal stop;

    Rounds(int warmup, int steps, RunOutput output, StopSignal stop) {
        this.warmup = warmup;
        this.steps = steps;
        this.output = output;
        this.stop = stop;
    }

    /** A contestant and the seconds of its timed steps. */
    record Timed<C extends Contestant>(C contestant, List<Double> seconds) {}

    /**
     * Measures.
     *
     * @return one for each contestant but the optional ones that cannot run, in the same order
     * @throws StoppedException if the user wants to stop
     * @throws RunException if a step failed
     */
    <C extends Contestant> List<Timed<C>> run(List<C> contestants) {
        List<C> able = new ArrayList<>(contestants);
        try (StepBar bar = new StepBar("bench", (long) contestants.size() * (warmup + steps), output.bars())) {
            able.removeIf(contestant -> !warmUp(contestant, bar));
            List<Timed<C>> timed = able.stream()
                    .map(contestant -> new Timed<C>(contestant, new ArrayList<>()))
                    .toList();
            for (int step = 0; step < steps; step++) {
                for (Timed<C> one : timed) {
                    one.seconds().add(timedStep(one.contestant(), bar));
                }
            }
            return timed;
        }
    }

    private double timedStep(Contestant contestant, StepBar bar) {
        requireGoing();
        contestant.settle();
        double seconds = contestant.step();
        bar.step(String.format(Locale.ROOT, "%s %.4f s", contestant.name(), seconds));
        return seconds;
    }

    private boolean warmUp(Contestant contestant, StepBar bar) {
        // an optional one always shows in the warm-up whether it can run at all
        int count = contestant.optional() ? Math.max(1, warmup) : warmup;
        try {
            for (int i = 0; i < count; i++) {
                requireGoing();
                contestant.warmUp();
                bar.step(contestant.name() + " warms up");
            }
            return true;
        } catch (RunException e) {
            requireGoing();
            if (!contestant.optional()) {
                throw e;
            }
            output.err().println("hrbp: without " + contestant.name() + ": " + OneLine.of(e));
            return false;
        }
    }

    private void requireGoing() {
        if (stop.requested()) {
            throw new StoppedException("stopped");
        }
    }
}
