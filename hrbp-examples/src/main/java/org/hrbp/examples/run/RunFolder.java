/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.listener.TopologyMetrics;

/**
 * The folder of a run: {@code config.json}, {@code environment.json}, {@code layers.csv}, {@code metrics.csv},
 * {@code checkpoint.zip}, {@code report.json}, {@code run.log}, {@code run.lock}.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
    /** An entry of {@code checkpoint.zip} that is not DL4J's: the state of the run. */
    public static final String STATE_ENTRY = "hrbp-run.json";

    /** Another one: the weights that ever lived. */
    public static final String EVER_LIVED_ENTRY = "hrbp-ever-lived.bin";

    private static final String LOCK = "run.lock";

    Path config() {
        return path.resolve("config.json");
    }

    Path metrics() {
        return path.resolve("metrics.csv");
    }

    Path layers() {
        return path.resolve("layers.csv");
    }

    Path topology() {
        return path.resolve("topology.csv");
    }

    Path checkpoint() {
        return path.resolve("checkpoint.zip");
    }

    /** The point to which the rounds of the lottery ticket go back. */
    Path rewind() {
        return path.resolve("rewind.zip");
    }

    Path report() {
        return path.resolve("report.json");
    }

    Path log() {
        return path.resolve("run.log");
    }

    /** The environment of the start, or of a later session. */
    Path environment(int epochsDone) {
        return path.resolve(epochsDone == 0 ? "environment.json" : "environment-epoch" + (epochsDone + 1) + ".json");
    }

    /**
     * Reads the configuration of the run in this folder.
     *
     * @return the configuration, or empty if there is no run
     * @throws RunException if it cannot be read
     */
    public Optional<RunConfig> recorded() {
        if (!Files.exists(config())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Files.readAllBytes(config()), RunConfig.class));
        } catch (IOException e) {
            throw new RunException(config() + " cannot be read: " + OneLine.of(e), e);
        }
    }

    /**
     * Reads the topology updates of the run in this folder.
     *
     * @return the updates up to the last checkpoint; none without a checkpoint
     * @throws RunException if the checkpoint is corrupt
     */
    public List<TopologyMetrics> updates() {
        return Files.exists(checkpoint())
                ? Checkpoint.read(checkpoint()).state().topology()
                : List.of();
    }

    /**
     * The network of the last checkpoint, of the last round if the run has rounds.
     *
     * @return the network
     * @throws RunException if there is no checkpoint, or a corrupt one
     */
    public ComputationGraph network() {
        return Checkpoint.read(lastCheckpoint()).net();
    }

    /**
     * Whether there is a {@linkplain #network() network}.
     *
     * @return false before the first checkpoint, and where files were deleted
     */
    public boolean hasNetwork() {
        return Files.exists(lastCheckpoint());
    }

    private Path lastCheckpoint() {
        Path file = checkpoint();
        for (int number = 0; Files.exists(round(number).checkpoint()); number++) {
            file = round(number).checkpoint();
        }
        return file;
    }

    /** The folder of a round of the lottery ticket. */
    RunFolder round(int number) {
        return new RunFolder(path.resolve(String.format(Locale.ROOT, "round-%02d", number)));
    }

    /** Refuses a folder that has anything in it. */
    void checkFree() {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw new RefusedException("--out " + path + " is not a folder");
        }
        if (!isEmpty()) {
            String hint = Files.exists(config()) ? "; add --resume to go on with its run" : "";
            throw new RefusedException("--out " + path + " is not empty" + hint);
        }
    }

    /**
     * Refuses a folder without a run or with the run of another configuration.
     *
     * @param config what the run should be
     * @throws RefusedException if it is not: names the first difference
     */
    public void checkResumable(RunConfig config) {
        RunConfig recorded = recorded().orElseThrow(() -> new RefusedException("--resume: there is no run in " + path));
        config.difference(recorded).ifPresent(difference -> {
            throw new RefusedException("--resume: the run in " + path + " is another one, " + difference);
        });
    }

    /**
     * Takes the run for this process.
     *
     * @throws RefusedException if another one is at it
     */
    LockFile lock() {
        LockFile lock = LockFile.take(path.resolve(LOCK));
        if (lock == null) {
            throw new RefusedException(
                    "--out " + path + " is in use, another process is at its run; wait for its end or stop it");
        }
        return lock;
    }

    /**
     * Makes the folder with its configuration.
     *
     * @throws RefusedException if another process has made it meanwhile
     */
    void create(RunConfig config) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new RunException("--out " + path + " cannot be made: " + OneLine.of(e), e);
        }
        try (LockFile lock = lock()) {
            checkFree();
            Json.write(config(), config);
        }
    }

    /** But for what a process that was killed at its very start leaves. */
    private boolean isEmpty() {
        if (!Files.exists(path)) {
            return true;
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(file -> AtomicFiles.isLeftOver(file) || file.endsWith(LOCK));
        } catch (IOException e) {
            throw new RunException("--out " + path + " cannot be read: " + OneLine.of(e), e);
        }
    }
}
