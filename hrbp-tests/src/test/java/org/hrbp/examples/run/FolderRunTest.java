/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.hrbp.examples.data.DataException;
import org.hrbp.examples.data.TestJpegs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;

/** Runs on image files, here in batches of 4: an epoch has 6 steps. */
class FolderRunTest {
    private static final int STEPS = 6;

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
                0.8,
                "uniform",
                method.equals("snip") ? "snip" : "random",
                "swap",
                0.2,
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

    /** The file of an image in a step of the second epoch, in the order that the seed gives. */
    private Path fileOfStep(RunConfig config, int step) {
        List<Path> all = filesOf(config, 1);
        return all.get(step * config.batch());
    }

    private List<Path> filesOf(RunConfig config, int epoch) {
        return new EpochFiles(data, config.seed()).of(epoch);
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
