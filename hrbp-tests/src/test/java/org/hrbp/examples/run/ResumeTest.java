/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hrbp.examples.cli.HrbpCommand;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that ended in the middle goes on in a new JVM to the same bits as a run that was left alone. */
class ResumeTest {
    private static final int SIGINT = 2;

    @TempDir
    Path dir;

    /** 3 epochs of 3 steps, the last batch smaller. */
    private static RunConfig config() {
        return new RunConfig(
                "small-cnn",
                "fashion-mini",
                "hrbp",
                "hrbp",
                0.9,
                "erk",
                "random",
                "swap",
                0.2,
                0,
                0,
                "none",
                100,
                0.3,
                0.75,
                1.0 / 3,
                0,
                false,
                3,
                16,
                0.05,
                "step",
                1e-4,
                1,
                40,
                16);
    }

    private static RunOutput quiet() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new RunOutput(nowhere, nowhere, false);
    }

    private Process resume(Path out) throws IOException {
        return train("--resume", "--out", out.toString());
    }

    /** {@code hrbp train} in a JVM of its own. */
    private Process train(String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx1g",
                "-Dhrbp.terminal=true",
                "-cp",
                System.getProperty("java.class.path"),
                HrbpCommand.class.getName(),
                "train"));
        words.addAll(List.of(options));
        return new ProcessBuilder(words)
                .redirectError(dir.resolve("stderr").toFile())
                .start();
    }

    private void finish(Process process, int code) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(out + Files.readString(dir.resolve("stderr")))
                .isEqualTo(code);
    }

    /** Reads the output up to the line of an epoch, which comes after its checkpoint. */
    private static void awaitEpoch(Process process, int epoch) throws IOException {
        BufferedReader lines = process.inputReader(UTF_8);
        @Nullable String line;
        do {
            line = lines.readLine();
            assertThat(line).as("output before epoch " + epoch).isNotNull();
        } while (line != null && !line.startsWith("epoch " + epoch + "/"));
    }

    private static boolean heedsSigint() throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0");
        return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) >> (SIGINT - 1) & 1) == 0;
    }

    private static void signal(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void stop(Process process) throws IOException, InterruptedException {
        boolean ctrlC = heedsSigint();
        signal(process, ctrlC ? "INT" : "TERM");
        finish(process, ctrlC ? 130 : 143);
    }

    private void assertSameRun(Path expected, Path actual) throws IOException {
        Checkpoint a = Checkpoint.read(expected.resolve("checkpoint.zip"));
        Checkpoint b = Checkpoint.read(actual.resolve("checkpoint.zip"));
        assertThat(b.net().getIterationCount()).isEqualTo(9);
        assertThat(b.net().params().toFloatVector()).isEqualTo(a.net().params().toFloatVector());
        assertThat(b.net().getUpdater().getUpdaterStateViewArray().toFloatVector())
                .isEqualTo(a.net().getUpdater().getUpdaterStateViewArray().toFloatVector())
                .isNotEmpty();
        assertThat(withoutTimes(b)).isEqualTo(withoutTimes(a)).hasSize(3);
    }

    private static List<List<String>> withoutTimes(Checkpoint checkpoint) {
        return checkpoint.state().epochs().stream()
                .map(row -> row.values().subList(0, EpochRow.columns().indexOf("seconds_per_step")))
                .toList();
    }

    @Test
    void aStoppedAndAKilledRunGoOnToTheSameBits() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "signals are sent the way Linux has it");
        Path whole = dir.resolve("whole");
        TrainRun.start(config(), whole, null, quiet());

        // a run that was stopped in its first epoch has its configuration only
        Path broken = dir.resolve("broken");
        new RunFolder(broken).create(config());
        Process stopped = resume(broken);
        awaitEpoch(stopped, 1);
        stop(stopped);
        assertThat(Files.readString(dir.resolve("stderr")))
                .contains(
                        "hrbp: stopped in epoch",
                        "the last checkpoint is kept in " + broken + ", go on with: hrbp train --resume --out "
                                + broken);
        int done = Files.readAllLines(broken.resolve("metrics.csv")).size() - 1;
        assertThat(done).isIn(1, 2);

        Process killed = resume(broken);
        awaitEpoch(killed, done + 1);
        signal(killed, "KILL");
        finish(killed, 137);
        TrainRun.resume(config(), broken, null, quiet());
        assertSameRun(whole, broken);
    }

    @Test
    void aStoppedLotteryTicketGoesOnInItsOwnFolder() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "signals are sent the way Linux has it");
        Path out = dir.resolve("lottery");
        String sizes =
                "--method lth --net small-cnn --data fashion-mini --sparsity 0.9 --epochs 3 --batch 16 --limit 40 --limit-test 16 --out";
        List<String> options = new ArrayList<>(List.of(sizes.split(" ")));
        options.add(out.toString());
        Process stopped = train(options.toArray(String[]::new));
        awaitEpoch(stopped, 1);
        stop(stopped);
        assertThat(Files.readString(dir.resolve("stderr")).lines())
                .anyMatch(line -> line.endsWith("go on with: hrbp train --resume --out " + out));
    }
}
