/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hrbp.examples.cli.HrbpProcess;
import org.hrbp.examples.data.EpochIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that ended in the middle goes on in a new JVM to the same bits as a run that was left alone. */
class ResumeTest {
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

    private HrbpProcess train(Object... options) throws IOException {
        List<Object> words = new ArrayList<>(List.of("train"));
        words.addAll(List.of(options));
        return HrbpProcess.start(dir.resolve("stderr"), words.toArray());
    }

    private HrbpProcess resume(Path out) throws IOException {
        return train("--resume", "--out", out);
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
        HrbpProcess stopped = resume(broken);
        stopped.await("epoch 1/");
        stopped.stop();
        assertThat(stopped.err())
                .contains(
                        "hrbp: stopped in epoch",
                        "the last checkpoint is kept in " + broken + ", go on with: hrbp train --resume --out "
                                + broken);
        int done = Files.readAllLines(broken.resolve("metrics.csv")).size() - 1;
        assertThat(done).isIn(1, 2);

        HrbpProcess killed = resume(broken);
        killed.await("epoch " + (done + 1) + "/");
        killed.kill();
        TrainRun.resume(config(), broken, null, quiet());
        assertSameRun(whole, broken);
    }

    @Test
    void aStoppedLotteryTicketGoesOnInItsOwnFolder() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "signals are sent the way Linux has it");
        Path out = dir.resolve("lottery");
        String sizes =
                "--method lth --net small-cnn --data fashion-mini --sparsity 0.9 --epochs 3 --batch 16 --limit 40 --limit-test 16 --out";
        List<Object> options = new ArrayList<>(List.of((Object[]) sizes.split(" ")));
        options.add(out);
        HrbpProcess stopped = train(options.toArray());
        stopped.await("epoch 1/");
        stopped.stop();
        assertThat(stopped.err().lines())
                .anyMatch(line -> line.endsWith("go on with: hrbp train --resume --out " + out));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3})
    void anEpochHasTheStepsThatAreLeft(int done) {
        RunData data = RunData.of(config(), RunResources.of(null), remark -> {});
        try (EpochIterator batches = data.trainBatches()) {
            batches.start(1, done);
            int left = 0;
            try (BatchFeed feed = new BatchFeed(batches)) {
                for (; feed.hasNext(); left++) {
                    feed.next();
                }
            }
            assertThat(done + left).isEqualTo(3);
        }
    }
}
