/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.StopSignal;
import org.hrbp.kernel.MachineCeilings;

/** Whole training steps of our networks and of others. */
public final class StepBench {
    private final BenchConfig config;
    private final RunOutput output;
    private final Consumer<List<StepRow>> sink;
    private final List<StepRow> rows = new ArrayList<>();
    private final BenchMachine machine = BenchMachine.here();

    private StepBench(BenchConfig config, RunOutput output, Consumer<List<StepRow>> sink) {
        this.config = config;
        this.output = output;
        this.sink = sink;
    }

    /**
     * Measures our networks in turns, then DL4J's own one after the other, each in a JVM of its own.
     *
     * @param config what to measure, checked
     * @param baselines DL4J's own networks; may be empty
     * @param output where to say how it goes
     * @param sink gets all rows so far after each new one
     * @return the rows, ours first
     * @throws org.hrbp.examples.run.RefusedException if a network cannot be made so
     * @throws org.hrbp.examples.run.RunException if a step failed
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     */
    public static List<StepRow> run(
            BenchConfig config, BaselineRuns baselines, RunOutput output, Consumer<List<StepRow>> sink) {
        StepBench bench = new StepBench(config, output, sink);
        Stoppable.run(output, bench.rows, stop -> {
            bench.measure(config.warmup(), config.steps(), stop, bench.ours());
            bench.model();
            for (Baseline baseline : baselines.baselines()) {
                bench.measure(
                        baselines.warmup(),
                        baselines.steps(),
                        stop,
                        List.of(() -> new BaselineContestant(baseline, config, baselines.onednnJar())));
            }
        });
        return List.copyOf(bench.rows);
    }

    /**
     * Makes PyTorch's network and measures nothing.
     *
     * @param config what will be measured, checked
     * @param python the interpreter
     * @throws org.hrbp.examples.run.RunException if Python or PyTorch is missing
     */
    public static void requirePeer(BenchConfig config, String python) {
        new TorchContestant(TorchMode.all(false, false).get(0), config, python).close();
    }

    /**
     * Measures our networks and PyTorch's in turns.
     *
     * @param config what to measure, checked
     * @param peers PyTorch's ways to compute
     * @param python the interpreter
     * @param output where to say how it goes
     * @param sink gets all rows so far after each new one
     * @return the rows, PyTorch's first
     * @throws org.hrbp.examples.run.RefusedException if a network cannot be made so
     * @throws org.hrbp.examples.run.RunException if Python or PyTorch is missing or a step failed
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     */
    public static List<StepRow> runWithPeer(
            BenchConfig config, List<TorchMode> peers, String python, RunOutput output, Consumer<List<StepRow>> sink) {
        StepBench bench = new StepBench(config, output, sink);
        Stoppable.run(output, bench.rows, stop -> {
            List<Supplier<StepContestant>> all = new ArrayList<>();
            // first, so that a missing PyTorch shows at once
            peers.forEach(mode -> all.add(() -> new TorchContestant(mode, config, python)));
            all.addAll(bench.ours());
            bench.measure(config.warmup(), config.steps(), stop, all);
            bench.compare();
            bench.model();
        });
        return List.copyOf(bench.rows);
    }

    private List<Supplier<StepContestant>> ours() {
        List<Supplier<StepContestant>> all = new ArrayList<>();
        config.variants().forEach(variant -> all.add(() -> NetContestant.ours(config, variant)));
        return all;
    }

    private void measure(int warmup, int steps, StopSignal stop, List<Supplier<StepContestant>> makers) {
        List<StepContestant> contestants = new ArrayList<>();
        try {
            makers.forEach(maker -> contestants.add(maker.get()));
            for (Rounds.Timed<StepContestant> timed : new Rounds(warmup, steps, output, stop).run(contestants)) {
                StepContestant one = timed.contestant();
                add(StepRow.of(config, one.variant(), warmup, timed.seconds(), one.facts(), machine));
            }
        } finally {
            contestants.forEach(StepContestant::close);
        }
    }

    private void add(StepRow row) {
        rows.add(row);
        sink.accept(List.copyOf(rows));
    }

    /** Afterwards, because to know the machine takes half a gigabyte that no row is to show. */
    private void model() {
        MachineCeilings ceilings = MachineCeilings.measure();
        rows.replaceAll(row -> row.modelled(ceilings));
        sink.accept(List.copyOf(rows));
    }

    private void compare() {
        OptionalDouble best = rows.stream()
                .filter(row -> TorchMode.fp32Eager(row.kernel()))
                .mapToDouble(StepRow::medianS)
                .min();
        if (best.isPresent()) {
            rows.replaceAll(row -> row.version() == null ? row.versus(best.getAsDouble()) : row);
            sink.accept(List.copyOf(rows));
        }
    }
}
