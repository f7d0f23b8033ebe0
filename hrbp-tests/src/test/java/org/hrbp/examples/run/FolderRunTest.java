/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.hrbp.examples.data.DataException;
import org.hrbp.examples.data.TestJpegs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on image files, here in batches of 4: an epoch has 6 steps. */
class FolderRunTest {
    @TempDir
    Path dir;

    private Path data;
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void makeImages() {
        data = TestJpegs.layout(dir.resolve("data"), 3, 8, 2, 24);
    }

    private static RunConfig config(String name, String method, String structure, String dst, int batch) {
        return new RunConfig(
                "small-cnn",
                name,
                method,
                structure,
                method.equals("dense") ? 0 : 0.8,
                Method.byId(method).allocation(),
                Method.byId(method).score(),
                "swap",
                0.2,
                0,
                0,
                dst,
                dst.equals("none") ? 100 : 2,
                0.3,
                dst.equals("none") ? 0.75 : 0.9,
                1.0 / 3,
                8,
                false,
                2,
                batch,
                0.02,
                "imagenet",
                1e-4,
                3,
                0,
                0);
    }

    private static RunConfig config(String dst) {
        Method method = Networks.methodOf(dst, "hrbp");
        return config("imagefolder-16", method.id(), method.structure(), dst, 4);
    }

    private RunOutput output() {
        return new RunOutput(new PrintWriter(new StringWriter()), new PrintWriter(err, true), false);
    }

    private RunResources resources(boolean skipCorrupt, int checkpointSteps) {
        return new RunResources(data, 2, skipCorrupt, checkpointSteps);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "hrbp", "rigl", "dsr"})
    void aRunThatEndedWithinAnEpochGoesOnToTheSameBits(String dst) throws IOException {
        RunConfig config = config(dst);
        Path whole = dir.resolve("whole");
        TrainRun.start(config, whole, output(), resources(false, 0));

        Path image = TestJpegs.inFirstEpoch(data, config.seed(), 5 * config.batch() + 1);
        byte[] good = Files.readAllBytes(image);
        Files.write(image, new byte[] {1, 2, 3});
        Path broken = dir.resolve("broken");
        assertThatThrownBy(() -> TrainRun.start(config, broken, output(), resources(false, 2)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(image.getFileName() + " cannot be read");
        RunState state = Checkpoint.read(broken.resolve("checkpoint.zip")).state();
        assertThat(state.epochsDone()).isZero();
        assertThat(state.part().steps()).isEqualTo(4);
        assertThat(state.part().images()).isEqualTo(16);

        Files.write(image, good);
        TrainRun.resume(config, broken, output(), resources(true, 4));
        assertSame(whole, broken);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void corruptImagesAreNamedAndLeftOut() throws IOException {
        Path image = TestJpegs.inFirstEpoch(data, 3, 7);
        Files.write(image, new byte[0]);
        TestJpegs.write(data.resolve("val/n00000001/n00000001_8.JPEG"), new byte[] {(byte) 0xff, (byte) 0xd8, 0});
        RunReport report = TrainRun.start(config("none"), dir.resolve("run"), output(), resources(true, 0));
        assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains("left out"));
        assertThat(err.toString()).contains(image.toString(), "n00000001_8.JPEG");
        // 5 test images in 3 classes: one of the five largest outputs is always right
        assertThat(report.testTop5Accuracy()).isOne();
        assertThat(report.testAccuracy() * 5).isCloseTo(Math.rint(report.testAccuracy() * 5), within(1e-9));
        assertThat(Files.readAllLines(dir.resolve("run/metrics.csv")).get(0)).contains("test_top5_accuracy");
    }

    @ParameterizedTest
    @CsvSource({"snip, unstructured", "grasp, unstructured", "dense, dense"})
    void otherMethods(String method, String structure) {
        RunConfig config = config("imagefolder-16", method, structure, "none", 16);
        RunReport report = TrainRun.start(config, dir.resolve("run"), output(), resources(false, 0));
        assertThat(report.densityActual()).isCloseTo(1 - config.sparsity(), within(0.01));
    }

    @Test
    void aFolderThatChangedIsRefused() throws IOException {
        RunConfig config = config("none");
        Path run = dir.resolve("run");
        Path image = TestJpegs.inFirstEpoch(data, config.seed(), 22);
        byte[] good = Files.readAllBytes(image);
        Files.write(image, new byte[] {1});
        assertThatThrownBy(() -> TrainRun.start(config, run, output(), resources(false, 1)))
                .isInstanceOf(DataException.class);
        Files.write(image, good);
        for (int i = 0; i < 4; i++) {
            TestJpegs.write(data.resolve("train/n00000001/more" + i + ".jpg"), good);
        }
        // within the first epoch nothing can show it; the whole run has other steps then
        TestJpegs.layout(data, 4, 8, 2, 24);
        assertThatThrownBy(() -> TrainRun.resume(config, run, output(), resources(false, 1)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--data imagefolder-16 has 4 classes, but the network")
                .hasMessageContaining("was made for 3");
    }

    /** The epoch before it is not trained again. */
    @Test
    void aTestThatFailedIsRepeated() throws IOException {
        RunConfig config = config("none");
        Path whole = dir.resolve("whole");
        TrainRun.start(config, whole, output(), resources(false, 0));

        Path image = data.resolve("val/n00000001/n00000001_8.JPEG");
        byte[] good = Files.readAllBytes(image);
        Files.write(image, new byte[] {1, 2, 3});
        Path broken = dir.resolve("broken");
        assertThatThrownBy(() -> TrainRun.start(config, broken, output(), resources(false, 100)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(image.getFileName() + " cannot be read");
        RunState state = Checkpoint.read(broken.resolve("checkpoint.zip")).state();
        assertThat(state.epochsDone()).isZero();
        assertThat(state.part().images()).as("all of the epoch").isEqualTo(24);

        Files.write(image, good);
        RunReport report = TrainRun.resume(config, broken, output(), resources(false, 100));
        assertSame(whole, broken);
        assertThat(report.secondsPerStep()).isPositive();
    }

    @Test
    void moreImagesThanInTheFirstEpochAreRefused() throws IOException {
        RunConfig config = config("none");
        Path run = dir.resolve("run");
        ScoreIterationListener secondEpoch = new ScoreIterationListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
                if (epoch == 1) {
                    throw new IllegalStateException("stopped");
                }
            }
        };
        RunOutput stopping = output().watchedBy(folder -> List.of(secondEpoch));
        assertThatThrownBy(() -> TrainRun.start(config, run, stopping, resources(false, 0)))
                .hasMessage("stopped");
        byte[] image = Files.readAllBytes(TestJpegs.inFirstEpoch(data, config.seed(), 0));
        for (int i = 0; i < 4; i++) {
            TestJpegs.write(data.resolve("train/n00000001/more" + i + ".jpg"), image);
        }
        assertThatThrownBy(() -> TrainRun.resume(config, run, output(), resources(false, 0)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--data imagefolder-16 has 28 training images, which is not what the run in");
    }

    @Test
    void nothingIsMadeWhenSomethingIsWrong() {
        Path run = dir.resolve("run");
        RunResources nowhere = new RunResources(dir.resolve("none"), 1, false, 0);
        assertThatThrownBy(() -> TrainRun.start(config("none"), run, output(), nowhere))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("train is missing");
        RunConfig large = config("imagefolder-1024", "hrbp", "hrbp", "none", 700);
        assertThatThrownBy(() -> TrainRun.start(large, run, output(), resources(false, 0)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("--batch 700 is not possible, it must be in [1, 682]");
        assertThatThrownBy(() -> resources(false, -1)).hasMessageContaining("--checkpoint-steps -1");
        assertThatThrownBy(() -> new RunResources(null, 0, false, 0)).hasMessageContaining("--loader-threads 0");
        assertThat(run).doesNotExist();
    }

    @Test
    void ranksOfTheRightClass() {
        float[][] pixels = {{6, 1, 2, 3, 4, 5}, {6, 1, 2, 3, 4, 5}, {1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1}};
        int[] labels = {0, 1, 4, 5};
        assertThat(TopAccuracy.count(pixels, labels)).containsExactly(1, 0, 0, 0, 1);
        assertThatThrownBy(() -> TopAccuracy.count(new float[][] {{Float.NaN, 1}}, new int[] {1}))
                .hasMessageContaining("class 0 is NaN");
    }

    private void assertSame(Path expected, Path actual) {
        Checkpoint a = Checkpoint.read(expected.resolve("checkpoint.zip"));
        Checkpoint b = Checkpoint.read(actual.resolve("checkpoint.zip"));
        assertThat(b.net().params().toFloatVector()).isEqualTo(a.net().params().toFloatVector());
        assertThat(b.net().getUpdater().getUpdaterStateViewArray().toFloatVector())
                .isEqualTo(a.net().getUpdater().getUpdaterStateViewArray().toFloatVector());
        assertThat(b.state().topology()).isEqualTo(a.state().topology());
        assertThat(b.everLived().toBytes()).isEqualTo(a.everLived().toBytes());
        assertThat(withoutTimes(b)).isEqualTo(withoutTimes(a)).hasSize(2);
    }

    private static List<List<String>> withoutTimes(Checkpoint checkpoint) {
        return checkpoint.state().epochs().stream()
                .map(row -> row.values().subList(0, EpochRow.columns().indexOf("seconds_per_step")))
                .toList();
    }
}
