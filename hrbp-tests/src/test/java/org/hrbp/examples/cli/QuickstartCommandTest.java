/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartCommandTest {
    @TempDir
    Path dir;

    @Test
    void comparesDenseAndSparse() throws IOException {
        Path json = dir.resolve("q.json");
        Path out = dir.resolve("runs");
        Cli.Result result =
                Cli.run("quickstart", "--epochs", 1, "--limit", 64, "--limit-test", 64, "--out", out, "--json", json);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains(
                        "| structure", "test accuracy", "seconds per step", "weights", "parameter bytes", "run folder");

        JsonNode rows = new ObjectMapper().readTree(json.toFile());
        assertThat(rows).hasSize(2);
        JsonNode dense = rows.get(0);
        JsonNode sparse = rows.get(1);
        assertThat(dense.fieldNames())
                .toIterable()
                .containsExactly(
                        "structure",
                        "sparsity",
                        "test_accuracy",
                        "seconds_per_step",
                        "weights_kept",
                        "param_bytes",
                        "run_dir");
        assertThat(dense.get("structure").asText()).isEqualTo("dense");
        assertThat(dense.get("sparsity").asDouble()).isZero();
        assertThat(sparse.get("structure").asText()).isEqualTo("hrbp");
        assertThat(sparse.get("sparsity").asDouble()).isEqualTo(0.9);
        assertThat(sparse.get("weights_kept").asLong() * 10)
                .isLessThanOrEqualTo(dense.get("weights_kept").asLong());
        assertThat(Path.of(sparse.get("run_dir").asText()).resolve("checkpoint.zip"))
                .exists();
    }
}
