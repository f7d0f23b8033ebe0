/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.kernel.Kernels;
import org.hrbp.model.HrbpSummary;
import org.jspecify.annotations.Nullable;

/**
 * A training run in a folder. After each epoch the network is tested and a checkpoint replaces the last one, so that a run
 * which ends in whatever way goes on from there, to the same bits: parameters, updater state, order and augmentation of the
 * data, and metrics.
 */
public final class TrainRun {
    private final RunConfig config;
    private final RunFolder folder;
    private final RunOutput output;
    private final RunData data;
    private final Supplier<Checkpoint> beginning;

    private TrainRun(
            RunConfig config,
            RunFolder folder,
            @Nullable Path dataDir,
            RunOutput output,
            @Nullable Supplier<Checkpoint> beginning) {
        this.config = config;
        this.folder = folder;
        this.output = output;
        this.data = new RunData(config, dataDir);
        this.beginning = beginning == null ? this::initial : beginning;
    }

    private Checkpoint initial() {
        ComputationGraph net = Networks.init(config, data.shape(), data.stepsPerEpoch(), data::scoringBatches);
        return new Checkpoint(net, RunState.start(Kernels.active()));
    }

    /**
     * Starts a run.
     *
     * @param config what to run
     * @param out the run folder; must be empty or not exist
     * @param dataDir where the data are; null is the usual place
     * @param output where to say how it goes
     * @return the result
     * @throws RefusedException if the configuration or the folder is not possible; nothing was changed then
     * @throws RunException if the run failed; its last checkpoint is kept
     * @throws StoppedException if the user stopped it
     * @throws org.hrbp.examples.data.DataException if the data are missing or corrupt
     */
    public static RunReport start(RunConfig config, Path out, @Nullable Path dataDir, RunOutput output) {
        Networks.check(config);
        RunFolder folder = new RunFolder(out);
        folder.checkFree();
        if (!config.method().equals(Method.LTH.id())) {
            return start(config, folder, dataDir, output, null);
        }
        folder.create(config);
        return new LotteryRun(config, folder, dataDir, output).run();
    }

    /** With the given beginning, or if that is null the configuration's. */
    static RunReport start(
            RunConfig config,
            RunFolder folder,
            @Nullable Path dataDir,
            RunOutput output,
            @Nullable Supplier<Checkpoint> beginning) {
        TrainRun run = new TrainRun(config, folder, dataDir, output, beginning);
        Checkpoint start = run.beginning.get();
        folder.create(config);
        return run.run(start);
    }

    /**
     * Goes on with a run from its last checkpoint; a run that is done gives its result again.
     *
     * @param config what to run; must be what the run was started with
     * @param out the run folder
     * @param dataDir where the data are; null is the usual place
     * @param output where to say how it goes
     * @return the result
     * @throws RefusedException if there is no run, or one of another configuration: names the first difference
     * @throws RunException if the run failed; its last checkpoint is kept
     * @throws StoppedException if the user stopped it
     * @throws org.hrbp.examples.data.DataException if the data are missing or corrupt
     */
    public static RunReport resume(RunConfig config, Path out, @Nullable Path dataDir, RunOutput output) {
        Networks.check(config);
        RunFolder folder = new RunFolder(out);
        folder.checkResumable(config);
        return config.method().equals(Method.LTH.id())
                ? new LotteryRun(config, folder, dataDir, output).run()
                : resume(config, folder, dataDir, output, null);
    }

    static RunReport resume(
            RunConfig config,
            RunFolder folder,
            @Nullable Path dataDir,
            RunOutput output,
            @Nullable Supplier<Checkpoint> beginning) {
        folder.checkResumable(config);
        TrainRun run = new TrainRun(config, folder, dataDir, output, beginning);
        return run.run(Files.exists(folder.checkpoint()) ? Checkpoint.read(folder.checkpoint()) : run.beginning.get());
    }

    private RunReport run(Checkpoint start) {
        try (RunLog log = new RunLog(folder.log());
                StopSignal stop = new StopSignal()) {
            try {
                return train(start, stop, log);
            } catch (StoppedException e) {
                // said here, while the JVM waits for this run; it ends as soon as the signal is closed
                String told =
                        e.getMessage() + "; " + kept() + ", go on with: hrbp train --resume --out " + folder.path();
                output.remark(told);
                log.info(told);
                throw e;
            } catch (RunException e) {
                log.failure(e);
                throw new RunException(e.getMessage() + "; " + kept(), e);
            } catch (RuntimeException | Error e) {
                log.failure(e);
                throw e;
            }
        }
    }

    private RunReport train(Checkpoint start, StopSignal stop, RunLog log) {
        ComputationGraph net = start.net();
        RunState state = onThisKernel(start.state());
        rewindPoint(net, state);
        if (state.epochsDone() < config.epochs()) {
            Json.write(folder.environment(state.epochsDone()), Environment.describe());
        }
        CsvTable.write(folder.layers(), HrbpSummary.columns(), layers(net));
        writeMetrics(state);
        log.info("from epoch " + (state.epochsDone() + 1) + " of " + config + ", kernel " + state.kernel());
        Topology topology = new Topology(config, start, (long) config.epochs() * data.stepsPerEpoch());
        EpochTrainer trainer = new EpochTrainer(net, data, config, topology, stop, output.bars());
        net.addListeners(output.watch().listeners(folder).toArray(TrainingListener[]::new));
        while (state.epochsDone() < config.epochs()) {
            EpochRow row = epoch(net, state, trainer, topology);
            state = state.with(row, topology.rows());
            rewindPoint(net, state);
            new Checkpoint(net, state, topology.everLived()).write(folder.checkpoint());
            writeMetrics(state);
            String line = line(row) + topology.progress();
            log.info(line);
            output.result(line);
        }
        RunReport report = RunReport.of(config, new Checkpoint(net, state), folder.path());
        Json.write(folder.report(), report);
        return report;
    }

    /** Keeps the point to which the lottery ticket's later rounds go back. */
    private void rewindPoint(ComputationGraph net, RunState state) {
        boolean first = config.method().equals(Method.LTH.id()) && config.sparsity() == 0;
        if (first && state.epochsDone() == config.rewindEpochs()) {
            new Checkpoint(net, state).write(folder.rewind());
        }
    }

    private RunState onThisKernel(RunState state) {
        if (state.epochsDone() == config.epochs()) {
            return state;
        }
        if (!state.kernel().equals(Kernels.active())) {
            output.remark("the run was on " + state.kernel() + " kernels and goes on with " + Kernels.active()
                    + ": results will differ in the last bits");
        }
        return state.on(Kernels.active());
    }

    private void writeMetrics(RunState state) {
        CsvTable.write(
                folder.metrics(),
                EpochRow.columns(),
                state.epochs().stream().map(EpochRow::values).toList());
        if (!config.dst().equals(Networks.STATIC)) {
            CsvTable.write(folder.topology(), Topology.columns(), Topology.values(state.topology()));
        }
    }

    private List<List<String>> layers(ComputationGraph net) {
        HrbpSummary summary = HrbpSummary.of(net, data.shape().inputType());
        return summary.rows().stream().map(HrbpSummary.Row::values).toList();
    }

    private EpochRow epoch(ComputationGraph net, RunState state, EpochTrainer trainer, Topology topology) {
        EpochTrainer.Result result = trainer.train(state.epochsDone());
        long start = System.nanoTime();
        double accuracy = accuracy(net, state.epochsDone() + 1);
        KeptWeights weights = KeptWeights.of(net);
        return new EpochRow(
                state.epochsDone() + 1,
                net.getIterationCount(),
                result.loss(),
                lr(net.getIterationCount() - 1, state.epochsDone()),
                accuracy,
                Math.max(accuracy, state.bestTestAccuracy()),
                weights.density(),
                weights.kept(),
                topology.rows().size(),
                Topology.dropped(topology.rows()),
                Topology.grown(topology.rows()),
                topology.lastChurn(),
                topology.everLivedRate(weights.density()),
                result.secondsPerStep(),
                result.seconds(),
                EpochTrainer.seconds(start));
    }

    /** Also sees to it that a network which is broken never becomes the last checkpoint. */
    private double accuracy(ComputationGraph net, int epoch) {
        if (!Params.finite(net)) {
            throw new RunException("a parameter became infinite or NaN in epoch " + epoch + EpochTrainer.HINT);
        }
        try {
            return net.evaluate(data.testBatches()).accuracy();
        } catch (IllegalStateException e) {
            throw new RunException("the output became NaN in epoch " + epoch + EpochTrainer.HINT, e);
        }
    }

    private double lr(int iteration, int epoch) {
        return Schedule.byName(config.schedule())
                .of(config.lr(), config.epochs(), data.stepsPerEpoch())
                .valueAt(iteration, epoch);
    }

    private String line(EpochRow row) {
        return String.format(
                Locale.ROOT,
                "epoch %d/%d  loss %.4f  test accuracy %.2f %%  %.4f s/step",
                row.epoch(),
                config.epochs(),
                row.loss(),
                100 * row.testAccuracy(),
                row.secondsPerStep());
    }

    private String kept() {
        return Files.exists(folder.checkpoint())
                ? "the last checkpoint is kept in " + folder.path()
                : "no epoch was finished in " + folder.path();
    }
}
