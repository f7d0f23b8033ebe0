/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hrbp.examples.run.AtomicFiles;
import org.hrbp.examples.run.CsvRecords;
import org.hrbp.examples.run.Environment;
import org.hrbp.examples.run.Json;
import org.hrbp.examples.run.LockFile;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RunException;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.RunResources;
import org.jspecify.annotations.Nullable;

/** One table or figure: its runs, its measurements, and what is written of them. */
public final class Reproduction {
    private static final String RUNS = "runs.csv";
    private static final String SPEED = "speed.csv";
    private static final String PEERS = "peers.csv";
    private static final String LAYERS = "layers.csv";
    private static final String BLOCKS = "blocks.csv";
    private static final String ABOUT = "about.txt";
    private static final String TABLE = "table.md";

    private final Plan plan;
    private final GridFolder folder;
    private final RunOutput output;

    private Reproduction(Plan plan, GridFolder folder, RunOutput output) {
        this.plan = plan;
        this.folder = folder;
        this.output = output;
    }

    /**
     * Runs what is missing and writes everything; called again it goes on where it was stopped.
     *
     * @param plan what to run
     * @param out folder of the grid; made if there is none
     * @param cells folder of the runs, which plans of one schedule may share; null is {@code cells} in {@code out}
     * @param resources what the runs use that does not change their results
     * @param peers Python with PyTorch and ND4J's library with oneDNN, either may be null
     * @param output where to say how it goes
     * @return the table, in Markdown
     * @throws org.hrbp.examples.run.RefusedException if the plan is not possible, or the folder has a run of another one
     * @throws RunException if Python lacks PyTorch, before anything is changed, or a run failed; all others are finished then
     * @throws org.hrbp.examples.run.StoppedException if the user stopped it
     * @throws org.hrbp.examples.data.DataException if the data are missing or corrupt
     */
    public static String run(
            Plan plan, Path out, @Nullable Path cells, RunResources resources, Peers peers, RunOutput output) {
        plan.check();
        peers.check();
        String first = plan.grid().nets().get(0);
        int batch = plan.schedule().batch();
        peers.missing(read(out, PEERS, PeerRow.class), first, batch).checkPython(first, batch);
        GridFolder folder = new GridFolder(out, cells == null ? out.resolve("cells") : cells);
        return new Reproduction(plan, folder, output).run(resources, peers);
    }

    private static void make(Path out) {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new RunException("--out " + out + " cannot be made: " + OneLine.of(e), e);
        }
    }

    private String run(RunResources resources, Peers peers) {
        GridRun runs = new GridRun(folder, plan.schedule(), plan.cells(), resources, output);
        runs.check();
        if (plan.trains()) {
            runs.checkData();
        }
        make(folder.path());
        writeAbout();
        List<String> failures = plan.trains() ? runs.run(() -> writeRuns(runs)) : List.of();
        if (plan.trains() && runs.results().isEmpty()) {
            throw new RunException(
                    failures.isEmpty()
                            ? "no run is finished, other processes are at all of them"
                            : "all runs failed; the first: " + failures.get(0));
        }
        measureAlone(resources.dataDir(), peers);
        String table = writeTable();
        if (!failures.isEmpty()) {
            throw new RunException(failures.size() + " runs failed, the others are finished; the first: "
                    + failures.get(0) + "; call it again to try them again");
        }
        return table;
    }

    private void writeAbout() {
        try (LockFile lock = folder.writing()) {
            Json.write(folder.file("environment.json"), Environment.describe());
            String text = plan.text(plan.trains() || Files.exists(folder.file(RUNS)));
            AtomicFiles.write(folder.file(ABOUT), temp -> Files.writeString(temp, text + "\n"));
        }
    }

    private void writeRuns(GridRun runs) {
        try (LockFile lock = folder.writing()) {
            CsvRecords.write(folder.file(RUNS), ResultRow.class, runs.results());
        }
    }

    private String writeTable() {
        try (LockFile lock = folder.writing()) {
            return write(folder.path(), plan.target(), folder.path());
        }
    }

    /** A step that is timed while another process trains says nothing, so it is not. */
    private void measureAlone(@Nullable Path dataDir, Peers peers) {
        if (!plan.target().timesSteps()) {
            measure(dataDir, peers);
            return;
        }
        try (LockFile lock = folder.measuring()) {
            if (lock == null) {
                output.err()
                        .println("hrbp: nothing is measured while another process trains or measures; call it again"
                                + " when that is done");
                return;
            }
            measure(dataDir, peers);
        }
    }

    private void measure(@Nullable Path dataDir, Peers peers) {
        switch (plan.target().measure()) {
            case STEPS -> {
                if (plan.speedOnly()) {
                    speeds(dataDir).untrained(plan.drawn());
                } else {
                    speeds(dataDir).trained(plan.cells(1), folder);
                }
                peers(peers);
            }
            case STEPS_ONLY -> {
                speeds(dataDir).untrained(plan.cells(1));
                peers(peers);
            }
            case LAYERS_ONLY ->
                replace(
                        LAYERS,
                        LayerSpeedRow.class,
                        LayerSpeedRow::key,
                        LayerSpeeds.measure(
                                plan.grid().nets().get(0), plan.grid().sparsities(), plan.timedSteps(), output));
            case BLOCKS ->
                replace(BLOCKS, BlockRow.class, BlockRow::key, BlockReport.of(plan.cells(1), folder, output));
            case NOTHING -> {}
        }
    }

    private Speeds speeds(@Nullable Path dataDir) {
        return new Speeds(
                plan.schedule(),
                plan.schedule().batch(),
                plan.timedSteps(),
                read(folder.path(), SPEED, SpeedRow.class),
                dataDir,
                output,
                rows -> CsvRecords.write(folder.file(SPEED), SpeedRow.class, rows));
    }

    private void peers(Peers peers) {
        List<PeerRow> rows = new ArrayList<>(read(folder.path(), PEERS, PeerRow.class));
        int batch = plan.schedule().batch();
        for (String net : plan.grid().nets()) {
            Peers missing = peers.missing(rows, net, batch);
            if (rows.addAll(missing.measure(net, batch, plan.timedSteps(), output))) {
                CsvRecords.write(folder.file(PEERS), PeerRow.class, rows);
            }
        }
    }

    /** Writes rows in place of those of the same nets; rows of other nets stay. */
    private <T extends Record> void replace(String name, Class<T> type, Function<T, Object> net, List<T> rows) {
        Set<Object> measured = rows.stream().map(net).collect(Collectors.toSet());
        List<T> all = new ArrayList<>(read(folder.path(), name, type));
        all.removeIf(row -> measured.contains(net.apply(row)));
        all.addAll(rows);
        CsvRecords.write(folder.file(name), type, all);
    }

    private static <T extends Record> List<T> read(Path from, String name, Class<T> type) {
        Path file = from.resolve(name);
        return Files.exists(file) ? CsvRecords.read(file, type) : List.of();
    }

    /**
     * Writes table and figures of the CSV files in a folder; runs and measures nothing.
     *
     * @param from folder with the CSV files
     * @param target what they are of
     * @param to where {@code table.md} and the figures go; made if there is none
     * @return the table, in Markdown
     * @throws RunException if there is no CSV file, or one cannot be read
     */
    public static String write(Path from, Target target, Path to) {
        List<ResultRow> runs = read(from, RUNS, ResultRow.class);
        List<SpeedRow> speeds = read(from, SPEED, SpeedRow.class);
        List<LayerSpeedRow> layers = read(from, LAYERS, LayerSpeedRow.class);
        List<BlockRow> blocks = read(from, BLOCKS, BlockRow.class);
        if (runs.isEmpty() && speeds.isEmpty() && layers.isEmpty() && blocks.isEmpty()) {
            throw new RunException(
                    from + " has no results: no rows of " + RUNS + ", " + SPEED + ", " + LAYERS + " or " + BLOCKS);
        }
        make(to);
        Markdown text = new Markdown().heading(1, target.title());
        about(from, text);
        if (!runs.isEmpty()) {
            boolean variants = target == Target.ABLATION_BLOCK || target == Target.ABLATION_INIT;
            new AccuracyTable(variants).write(text, runs);
            Figures.accuracy(to, runs, variants);
        }
        if (!speeds.isEmpty()) {
            new SpeedTable(read(from, PEERS, PeerRow.class)).write(text, speeds);
            Figures.speed(to, speeds);
        }
        if (!layers.isEmpty()) {
            LayerSpeeds.write(text, layers);
        }
        if (!blocks.isEmpty()) {
            BlockReport.write(text, blocks);
        }
        String table = text.toString();
        AtomicFiles.write(to.resolve(TABLE), temp -> Files.writeString(temp, table));
        return table;
    }

    private static void about(Path from, Markdown text) {
        Path file = from.resolve(ABOUT);
        if (Files.exists(file)) {
            try {
                text.paragraph(Files.readString(file).strip());
            } catch (IOException e) {
                throw new RunException(file + " cannot be read", e);
            }
        }
    }
}
