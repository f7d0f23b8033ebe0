/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hrbp.examples.data.TestJpegs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderCommandsTest {
    @TempDir
    Path dir;

    @Test
    void resNet50TrainsOnAFolder() throws IOException {
        Path data = TestJpegs.layout(dir.resolve("data"), 2, 3, 1, 40);
        Path run = dir.resolve("run");
        Cli.Result result = Cli.run(
                "train",
                "--net",
                "resnet50",
                "--data",
                "imagefolder-32",
                "--data-dir",
                data,
                "--method",
                "hrbp",
                "--sparsity",
                "0.8",
                "--epochs",
                "1",
                "--batch",
                "4",
                "--checkpoint-steps",
                "1",
                "--out",
                run);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        // the recipe: 0.1 for a batch of 256, x 0.001 at the end
        assertThat(Files.readString(run.resolve("config.json"))).contains("\"lr\" : 0.0015625", "\"imagenet\"");
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(2);
        assertThat(Cli.run("train", "--resume", "--out", run, "--data-dir", data)
                        .code())
                .isZero();
    }

    @Test
    void theLoaderIsMeasuredWithAndWithoutData() throws IOException {
        Path json = dir.resolve("row.json");
        Cli.Result made =
                Cli.run("bench", "data", "--data", "imagenet-16", "--images", 6, "--batch", 4, "--json", json);
        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out()).contains("made 500x375: ", " images/s, ", "in batches of 4");
        assertThat(Files.readString(json)).contains("\"images_per_second\"");
        Path data = TestJpegs.layout(dir.resolve("data"), 2, 3, 1, 20);
        Cli.Result given = Cli.run(
                "bench", "data", "--data", "imagefolder-16", "--data-dir", data, "--images", 7, "--loader-threads", 3);
        assertThat(given.out()).contains("imagefolder-16: ", "12 images in batches of 32 with 3 threads");
    }

    @ParameterizedTest
    @CsvSource({
        "--images, 0, '--images 0 is not possible'",
        "--batch, 99999, 'must be in [1, 14266]'",
        "--loader-threads, 0, '--loader-threads 0'",
        "--data, cifar10, 'no folder data set'",
        "--data-dir, nowhere, 'train is missing'",
    })
    void badOptionsOfTheLoader(String option, String value, String message) {
        Cli.Result result = Cli.run("bench", "data", option, value);
        assertThat(result.code()).isNotZero();
        assertThat(result.line()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "--corrupt, ignore, '--corrupt ignore is unknown, choose one of fatal, skip'",
        "--loader-threads, 0, '--loader-threads 0 is not possible'",
        "--checkpoint-steps, -1, '--checkpoint-steps -1 is not possible'",
    })
    void badOptionsOfARun(String option, String value, String message) {
        Path run = dir.resolve("run");
        Cli.Result result = Cli.run(
                "train", "--net", "resnet50", "--data", "imagenet", "--data-dir", dir, "--out", run, option, value);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains(message);
        assertThat(run).doesNotExist();
    }

    @Test
    void theSummaryKnowsTheShape() {
        assertThat(Cli.run("summary", "--net", "resnet50", "--data", "imagenet").out())
                .contains("stage4-block3-conv3", "[1000, 2048");
    }
}
