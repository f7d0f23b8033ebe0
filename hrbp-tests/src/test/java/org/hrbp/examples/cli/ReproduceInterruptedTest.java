/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hrbp.examples.run.LockFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hrbp reproduce} on a disk that is full and in a process that is killed. */
class ReproduceInterruptedTest {
    private static final Path FULL = Path.of("/dev/full");
    private static final Pattern DIGEST = Pattern.compile("\"params_sha256\"\\s*:\\s*\"(\\w{64})\"");
    private static final String CELL = "small-cnn-fashion-mini-";

    @TempDir
    Path dir;

    private static List<Object> words(Path out) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "table1", "--scale", "smoke", "--out", out));
        words.addAll(List.of("--nets", "small-cnn", "--datasets", "fashion-mini", "--methods", "ru,grouping"));
        words.addAll(List.of("--sparsities", "0.9", "--epochs", "2"));
        return words;
    }

    private static Cli.Result reproduce(Path out) {
        return Cli.run(words(out).toArray());
    }

    /** The digest of the parameters in each report. */
    private static List<String> results(Path out) throws IOException {
        List<String> digests = new ArrayList<>();
        for (String method : List.of("ru", "grouping")) {
            String report = Files.readString(out.resolve("cells/" + CELL + method + "-90-seed1/report.json"));
            Matcher digest = DIGEST.matcher(report);
            assertThat(digest.find()).as(report).isTrue();
            digests.add(digest.group(1));
        }
        return digests;
    }

    private void assertComplete(Path out) throws IOException {
        Path whole = dir.resolve("whole");
        assertThat(reproduce(whole).code()).isZero();
        Cli.Result rest = reproduce(out);
        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(results(out)).isEqualTo(results(whole));
        assertThat(out).isDirectoryContaining("glob:**table.md").isDirectoryNotContaining("glob:**.part");
    }

    /** The next write of each file meets a full disk, once. */
    @Test
    void aFullDiskIsSaidAndNothingIsLost() throws IOException {
        assumeTrue(Files.isWritable(FULL), "a disk that is full is simulated the way Linux has it");
        Path out = dir.resolve("out");
        List<String> files = List.of(
                "cells/" + CELL + "ru-90-seed1/checkpoint.zip",
                "cells/" + CELL + "ru-90-seed1.json",
                "runs.csv",
                "speed.csv",
                "table.md");
        for (String file : files) {
            Path temp = out.resolve(file).resolveSibling("." + Path.of(file).getFileName() + ".part");
            Files.createDirectories(temp.getParent());
            Files.createSymbolicLink(temp, FULL);
            Cli.Result result = reproduce(out);
            assertThat(result.code()).as(file).isEqualTo(1);
            assertThat(result.err()).contains(file + " cannot be written: No space left on device");
        }
        assertComplete(out);
    }

    @Test
    void aKilledProcessLosesNothing() throws IOException, InterruptedException {
        Path out = dir.resolve("out");
        HrbpProcess process =
                HrbpProcess.start(dir.resolve("stderr"), words(out).toArray());
        process.await("run 2 of 2");
        process.await("epoch 1/2");
        process.kill();

        Path finished = out.resolve("cells/" + CELL + "ru-90-seed1.json");
        FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(finished, old);
        assertThat(out.resolve("cells/" + CELL + "grouping-90-seed1.json")).doesNotExist();
        assertComplete(out);
        assertThat(Files.getLastModifiedTime(finished)).isEqualTo(old);
    }

    /** A step that is timed beside a training says nothing. */
    @Test
    void aTrainingWaitsForAMeasurement() throws IOException, InterruptedException {
        Path out = Files.createDirectories(dir.resolve("out"));
        HrbpProcess process;
        try (LockFile lock = LockFile.await(out.resolve("cells.lock"))) {
            assertThat(lock).isNotNull();
            process = HrbpProcess.start(dir.resolve("stderr"), words(out).toArray());
            process.await("waiting for another process");
        }
        process.await("run 1 of 2");
        process.kill();
    }
}
