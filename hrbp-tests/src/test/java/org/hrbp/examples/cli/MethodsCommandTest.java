/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hrbp.examples.run.Method;
import org.hrbp.model.HrbpSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MethodsCommandTest {
    @TempDir
    Path dir;

    @Test
    void everyMethodIsListedWithItsSettingsAndSource() {
        Cli.Result result = Cli.run("methods");
        assertThat(result.code()).isZero();
        for (Method method : Method.values()) {
            assertThat(result.out().lines())
                    .filteredOn(line -> line.startsWith("| " + method.id() + " "))
                    .singleElement()
                    .asString()
                    .contains(method.structure(), method.score(), method.what(), method.source());
        }
    }

    @ParameterizedTest
    @CsvSource({"ru, unstructured", "rc, channel", "grouping, grouping", "hrbp, hrbp"})
    void aSummaryShowsTheMethodsPatterns(String method, String structure) throws IOException {
        Path csv = dir.resolve("layers.csv");
        Cli.Result result = Cli.run("summary", "--net", "small-cnn", "--method", method, "--csv", csv);
        assertThat(result.code()).isZero();
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(0)).isEqualTo(String.join(",", HrbpSummary.columns()));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("conv2,"))
                .singleElement()
                .asString()
                .contains(structure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"snip", "grasp", "lth"})
    void aMethodThatNeedsDataHasNoSummary(String method) {
        Cli.Result result = Cli.run("summary", "--net", "small-cnn", "--method", method);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("hrbp summary reads no data", "--method " + method);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rc | --allocation | erk | --allocation erk has no effect on --method rc, which has uniform",
                "lth | --score | snip | --score snip has no effect on --method lth, which has magnitude",
                "small-dense | --score | snip | --score snip has no effect on --method small-dense",
                "ru | --partition | greedy | --partition greedy has no effect on --method ru",
                "hrbp | --prune-rate | 0.5 | --prune-rate, --rewind-epochs and --round-epochs go with --method lth only, not with hrbp",
                "hrbp | --interval | 5 | --interval, --drop-fraction and --until go with --dst only",
            })
    void anOptionWithoutEffectIsRefused(String method, String option, String value, String message) {
        Path out = dir.resolve("run");
        Cli.Result result = Cli.run(
                "train",
                "--net",
                "small-cnn",
                "--data",
                "fashion-mini",
                "--method",
                method,
                option,
                value,
                "--out",
                out);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void structureAndMethodMustAgree() {
        Cli.Result result = Cli.run("summary", "--net", "small-cnn", "--method", "ru", "--structure", "hrbp");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line())
                .contains("--structure hrbp does not go with --method ru, whose structure is unstructured");
    }
}
