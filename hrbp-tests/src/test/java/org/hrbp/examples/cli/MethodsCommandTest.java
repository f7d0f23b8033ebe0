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
                    .contains(method.structure(), method.allocation(), method.score(), method.what(), method.source());
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

    @Test
    void aMethodThatNeedsDataHasNoSummary() {
        Cli.Result result = Cli.run("summary", "--net", "small-cnn", "--method", "snip");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("snip", "needs at least one batch");
    }

    @Test
    void structureAndMethodMustAgree() {
        Cli.Result result = Cli.run("summary", "--net", "small-cnn", "--method", "ru", "--structure", "hrbp");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line())
                .contains("--structure hrbp does not go with --method ru, whose structure is unstructured");
    }
}
