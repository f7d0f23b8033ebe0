/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hrbp.examples.run.LockFile;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunConfig;
import org.hrbp.examples.run.RunException;
import org.hrbp.examples.run.RunFolder;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.RunReport;
import org.hrbp.examples.run.RunResources;
import org.hrbp.examples.run.TrainRun;

/**
 * Runs what a grid still lacks, one run after the other: finished runs are skipped, interrupted ones resumed. A second process
 * on the same folder takes runs that nobody is at, so several go side by side only if that was asked for.
 */
final class GridRun {
    private final GridFolder folder;
    private final Schedule schedule;
    private final List<Cell> cells;
    private final RunResources resources;
    private final RunOutput output;
    private final TimeLeft timeLeft = new TimeLeft();
    private final Map<Cell, String> failures = new LinkedHashMap<>();

    GridRun(GridFolder folder, Schedule schedule, List<Cell> cells, RunResources resources, RunOutput output) {
        this.folder = folder;
        this.schedule = schedule;
        this.cells = cells;
        this.resources = resources;
        this.output = output;
    }

    /**
     * Changes nothing.
     *
     * @throws org.hrbp.examples.run.RefusedException if the folder has a run of another schedule
     */
    void check() {
        cells.forEach(this::check);
    }

    /**
     * Runs.
     *
     * @param sink called after each run
     * @return what went wrong with single runs, a line each
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     */
    List<String> run(Runnable sink) {
        for (Cell cell : cells) {
            if (folder.finished(cell).isEmpty()) {
                take(cell);
                sink.run();
            }
        }
        sink.run();
        return List.copyOf(failures.values());
    }

    /** Data that are missing are said before hours of other runs. */
    void checkData() {
        Set<String> seen = new HashSet<>();
        cells.stream()
                .filter(cell -> folder.finished(cell).isEmpty() && seen.add(cell.data()))
                .forEach(cell -> TrainRun.checkData(cell.config(schedule), resources));
    }

    List<ResultRow> results() {
        return cells.stream().map(folder::finished).flatMap(Optional::stream).toList();
    }

    private void check(Cell cell) {
        RunFolder run = folder.run(cell);
        RunConfig config = cell.config(schedule);
        if (run.recorded().isPresent()) {
            run.checkResumable(config);
        }
        // a result outlives its run folder
        String asked = ResultRow.schedule(config);
        folder.finished(cell)
                .map(ResultRow::schedule)
                .filter(there -> !there.equals(asked))
                .ifPresent(there -> {
                    throw new RefusedException(
                            run.path() + ".json is the result of another schedule: " + there + " there, not " + asked);
                });
    }

    private void take(Cell cell) {
        try (LockFile lock = folder.lock(cell)) {
            // another process may have finished it meanwhile
            if (lock == null || folder.finished(cell).isPresent()) {
                return;
            }
            folder.awaitMeasured(output);
            announce(cell);
            // nobody knows what else ran before an interruption, nor for how long
            boolean whole = folder.run(cell).recorded().isEmpty();
            boolean aloneBefore = whole && alone(cell);
            OtherLoad others = new OtherLoad();
            long start = System.nanoTime();
            RunReport report = train(cell);
            int trainings = cell.trainings(schedule);
            if (whole) {
                timeLeft.add(cell, trainings, (System.nanoTime() - start) / 1e9);
            }
            boolean alone = others.isLow() && aloneBefore && alone(cell);
            folder.finish(cell, ResultRow.of(cell, cell.config(schedule), report, trainings, alone));
        } catch (RunException | RefusedException e) {
            String what = cell.title() + ": " + OneLine.of(e);
            failures.put(cell, what);
            output.err().println("hrbp: " + what);
        }
    }

    private RunReport train(Cell cell) {
        RunConfig config = cell.config(schedule);
        RunFolder run = folder.run(cell);
        return run.recorded().isPresent()
                ? TrainRun.resume(config, run.path(), output, resources)
                : TrainRun.start(config, run.path(), output, resources);
    }

    private void announce(Cell cell) {
        List<Cell> left = cells.stream()
                .filter(other -> folder.finished(other).isEmpty() && !failures.containsKey(other))
                .toList();
        output.out()
                .println("run " + (cells.size() - left.size() + 1) + " of " + cells.size() + ": " + cell.title() + "; "
                        + timeLeft.text(left, schedule));
        output.out().flush();
    }

    /** Whether nobody else is at a run of this grid. */
    private boolean alone(Cell cell) {
        for (Cell other : cells) {
            if (!other.equals(cell) && Files.exists(folder.run(other).path())) {
                try (LockFile lock = folder.lock(other)) {
                    if (lock == null) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
