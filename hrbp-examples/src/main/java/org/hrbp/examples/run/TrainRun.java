/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.evolve.EverLived;
import org.hrbp.examples.data.EpochIterator;
import org.hrbp.kernel.Kernels;
import org.hrbp.model.HrbpSummary;
import org.jspecify.annotations.Nullable;

/**
 * A training run in a folder. After each epoch the network is tested and a checkpoint replaces the last one, and within an epoch
 * every so many steps if that is wanted, so that a run which ends in whatever way goes on from there, to the same bits: parameters, updater state, order and augmentation of the
 * data, and metrics.
 */
public final class TrainRun {
    private final RunConfig config;
    private final RunFolder folder;
    private final RunOutput output;
    private final RunResources resources;
    private final RunData data;
    private final Supplier<Checkpoint> beginning;

    private TrainRun(
            RunConfig config,
            RunFolder folder,
            RunResources resources,
            RunOutput output,
            @Nullable Supplier<Checkpoint> beginning) {
        this.config = config;
        this.folder = folder;
        this.output = output;
        this.resources = resources;
        this.data = RunData.of(config, resources, output::remark);
        this.beginning = beginning == null ? this::initial : beginning;
    }

    /**
     * Reads a run's data and forgets them.
     *
     * @param config the run
     * @param resources where the data are
     * @throws org.hrbp.examples.data.DataException if the data are missing or corrupt
     */
    public static void checkData(RunConfig config, RunResources resources) {
        RunData.of(config, resources, remark -> {});
    }

    private Checkpoint initial() {
        ComputationGraph net =
                Networks.init(config, data.shape(), data.stepsPerEpoch(config.batch()), data::scoringBatches);
        return new Checkpoint(net, RunState.start(Kernels.signature()));
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
        return start(config, out, output, RunResources.of(dataDir));
    }

    /**
     * As the other form, with resources of the caller's choice.
     *
     * @param config what to run
     * @param out the run folder
     * @param output where to say how it goes
     * @param resources what the run uses that does not change its result
     * @return the result
     */
    public static RunReport start(RunConfig config, Path out, RunOutput output, RunResources resources) {
        Networks.check(config);
        RunFolder folder = new RunFolder(out);
        folder.checkFree();
        if (!config.method().equals(Method.LTH.id())) {
            return start(config, folder, resources, output, null);
        }
        folder.create(config);
        return new LotteryRun(config, folder, resources, output).run();
    }

    /** With the given beginning, or if that is null the configuration's. */
    static RunReport start(
            RunConfig config,
            RunFolder folder,
            RunResources resources,
            RunOutput output,
            @Nullable Supplier<Checkpoint> beginning) {
        TrainRun run = new TrainRun(config, folder, resources, output, beginning);
        Checkpoint start = run.beginning.get();
        folder.create(config);
        return run.run(() -> start);
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
        return resume(config, out, output, RunResources.of(dataDir));
    }

    /**
     * As the other form, with resources of the caller's choice.
     *
     * @param config what to run
     * @param out the run folder
     * @param output where to say how it goes
     * @param resources what the run uses that does not change its result
     * @return the result
     */
    public static RunReport resume(RunConfig config, Path out, RunOutput output, RunResources resources) {
        Networks.check(config);
        RunFolder folder = new RunFolder(out);
        folder.checkResumable(config);
        return config.method().equals(Method.LTH.id())
                ? new LotteryRun(config, folder, resources, output).run()
                : resume(config, folder, resources, output, null);
    }

    static RunReport resume(
            RunConfig config,
            RunFolder folder,
            RunResources resources,
            RunOutput output,
            @Nullable Supplier<Checkpoint> beginning) {
        folder.checkResumable(config);
        TrainRun run = new TrainRun(config, folder, resources, output, beginning);
        return run.run(
                () -> Files.exists(folder.checkpoint()) ? Checkpoint.read(folder.checkpoint()) : run.beginning.get());
    }

    /** With the beginning as it is once no other process is at the run. */
    private RunReport run(Supplier<Checkpoint> begin) {
        try (LockFile lock = folder.lock();
                RunLog log = new RunLog(folder.log());
                StopSignal stop = new StopSignal()) {
            Checkpoint start = begin.get();
            try {
                return train(start, stop, log);
            } catch (StoppedException e) {
                // said here, while the JVM waits for this run; it ends as soon as the signal is closed
                String told = e.getMessage() + "; " + kept() + ", go on with: hrbp train --resume --out " + whole();
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
        checkData(net, state);
        rewindPoint(net, state);
        if (state.epochsDone() < config.epochs()) {
            Json.write(folder.environment(state.epochsDone()), Environment.describe());
        }
        CsvTable.write(folder.layers(), HrbpSummary.columns(), layers(net));
        writeMetrics(state);
        log.info("from epoch " + (state.epochsDone() + 1) + " of " + config + ", kernel " + state.kernel());
        long totalSteps = (long) config.epochs() * data.stepsPerEpoch(config.batch());
        Topology topology = new Topology(config, start, totalSteps);
        try (EpochTrainer trainer = new EpochTrainer(
                        net, data, config, resources.checkpointSteps(), topology, stop, output.bars());
                EpochIterator testBatches = data.testBatches()) {
            net.addListeners(output.watch().listeners(folder).toArray(TrainingListener[]::new));
            while (state.epochsDone() < config.epochs()) {
                EpochRow row = epoch(net, state, trainer, testBatches, topology);
                state = state.with(row, topology.rows());
                rewindPoint(net, state);
                new Checkpoint(net, state, topology.everLived()).write(folder.checkpoint());
                writeMetrics(state);
                String line = line(row) + topology.progress();
                log.info(line);
                output.result(line);
            }
        }
        RunReport report = RunReport.of(config, new Checkpoint(net, state), folder.path());
        Json.write(folder.report(), report);
        return report;
    }

    /** A folder of images may have changed since the run was started. */
    private void checkData(ComputationGraph net, RunState state) {
        long outputs = net.layerSize("classifier");
        int classes = data.shape().classes();
        if (outputs != classes) {
            throw new RefusedException("--data " + config.data() + " has " + classes + " classes, but the network in "
                    + folder.path() + " was made for " + outputs);
        }
        int part = state.part().steps();
        int before = net.getIterationCount() - part;
        if (before != (long) state.epochsDone() * data.stepsPerEpoch(config.batch())) {
            throw new RefusedException("--data " + config.data() + " has " + data.trainCount()
                    + " training images, which is not what the run in " + folder.path() + " was started with");
        }
    }

    /** Keeps the point to which the lottery ticket's later rounds go back. */
    private void rewindPoint(ComputationGraph net, RunState state) {
        boolean first = config.method().equals(Method.LTH.id()) && config.sparsity() == 0;
        if (first && state.part().steps() == 0 && state.epochsDone() == config.rewindEpochs()) {
            new Checkpoint(net, state).write(folder.rewind());
        }
    }

    private RunState onThisKernel(RunState state) {
        if (state.epochsDone() == config.epochs()) {
            return state;
        }
        if (!state.kernel().equals(Kernels.signature())) {
            output.remark("the run was on " + state.kernel() + " kernels and goes on with " + Kernels.signature()
                    + ": results will differ in the last bits");
        }
        return state.on(Kernels.signature());
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

    private EpochRow epoch(
            ComputationGraph net, RunState state, EpochTrainer trainer, EpochIterator testBatches, Topology topology) {
        EpochTrainer.Result result = trainer.train(
                state.epochsDone(),
                state.part(),
                part -> keep(net, state.within(part, topology.rows()), topology.everLived()));
        long start = System.nanoTime();
        testBatches.start(0, 0);
        TopAccuracy accuracy = accuracy(net, testBatches, state.epochsDone() + 1);
        KeptWeights weights = KeptWeights.of(net);
        return new EpochRow(
                state.epochsDone() + 1,
                net.getIterationCount(),
                result.loss(),
                lr(net.getIterationCount() - 1, state.epochsDone()),
                accuracy.top1(),
                Math.max(accuracy.top1(), state.bestTestAccuracy()),
                weights.density(),
                weights.kept(),
                topology.rows().size(),
                Topology.dropped(topology.rows()),
                Topology.grown(topology.rows()),
                topology.lastChurn(),
                topology.everLivedRate(weights.density()),
                accuracy.top5(),
                result.secondsPerStep(),
                result.seconds(),
                EpochTrainer.seconds(start));
    }

    /** A network that is broken never becomes the last checkpoint. */
    private void keep(ComputationGraph net, RunState state, EverLived everLived) {
        checkFinite(net, state.epochsDone() + 1);
        new Checkpoint(net, state, everLived).write(folder.checkpoint());
    }

    private static void checkFinite(ComputationGraph net, int epoch) {
        if (!Params.finite(net)) {
            throw new RunException("a parameter became infinite or NaN in epoch " + epoch + EpochTrainer.HINT);
        }
    }

    private static TopAccuracy accuracy(ComputationGraph net, EpochIterator testBatches, int epoch) {
        checkFinite(net, epoch);
        try {
            return TopAccuracy.of(net, testBatches);
        } catch (IllegalStateException e) {
            throw new RunException("the output became NaN in epoch " + epoch + EpochTrainer.HINT, e);
        }
    }

    private double lr(int iteration, int epoch) {
        return Schedule.byName(config.schedule())
                .of(config.lr(), config.epochs(), data.stepsPerEpoch(config.batch()))
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

    /** The folder to resume: a round of the lottery ticket is in that of its run. */
    private Path whole() {
        Path parent = folder.path().getParent();
        return parent != null && config.method().equals(Method.LTH.id()) ? parent : folder.path();
    }

    private String kept() {
        return Files.exists(folder.checkpoint())
                ? "the last checkpoint is kept in " + folder.path()
                : "no checkpoint was written in " + folder.path();
    }
}
