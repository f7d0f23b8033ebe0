/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchUpdateCommandTest {
    @TempDir
    Path dir;

    private static Cli.Result update(Object... more) {
        Object[] args = new Object[more.length + 8];
        System.arraycopy(
                new Object[] {"bench", "update", "--net", "small-cnn", "--batch", 4, "--warmup", 1}, 0, args, 0, 8);
        System.arraycopy(more, 0, args, 8, more.length);
        return Cli.run(args);
    }

    @Test
    void everyMethodHasARow() throws IOException {
        Path json = dir.resolve("rows.json");
        Cli.Result result = update("--steps", 3, "--json", json, "--quiet");
        assertThat(result.code()).as(result.err()).isZero();
        List<JsonNode> rows = BenchFiles.rows(json);
        assertThat(rows)
                .extracting(row ->
                        row.get("dst").asText() + " " + row.get("structure").asText())
                .containsExactly(
                        "hrbp hrbp", "rigl unstructured", "set unstructured", "deepr unstructured", "dsr unstructured");
        for (JsonNode row : rows) {
            double fixed = row.get("static_s").asDouble();
            double between = row.get("between_s").asDouble();
            double update = row.get("update_s").asDouble();
            assertThat(fixed).isPositive();
            assertThat(row.get("between_share").asDouble()).isCloseTo((between - fixed) / fixed, within(1e-9));
            assertThat(row.get("update_share").asDouble()).isCloseTo((update - between) / 100 / fixed, within(1e-9));
        }
    }

    @Test
    void anUnknownMethodIsRefused() {
        Cli.Result result = update("--steps", 1, "--dst", "sgd");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--dst sgd is unknown, choose one of hrbp, rigl, set, deepr, dsr");
    }
}
