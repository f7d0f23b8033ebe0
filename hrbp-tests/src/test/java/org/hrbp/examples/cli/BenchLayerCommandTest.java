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

class BenchLayerCommandTest {
    @TempDir
    Path dir;

    @Test
    void aRowPerShapeVariantAndPass() throws IOException {
        Path json = dir.resolve("rows.json");
        Cli.Result result = Cli.run(
                "bench", "layer", "--net", "small-cnn", "--batch", 8, "--warmup", 0, "--steps", 1, "--json", json);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("| layer", "GB/s", "weight_grad", "GFLOP/s of multiply-adds");

        List<JsonNode> rows = BenchFiles.rows(json);
        assertThat(rows).hasSize(5 * 2 * 3);
        assertThat(rows.subList(0, 6))
                .extracting(row ->
                        row.get("structure").asText() + " " + row.get("pass").asText())
                .containsExactly(
                        "dense forward",
                        "dense input_grad",
                        "dense weight_grad",
                        "hrbp forward",
                        "hrbp input_grad",
                        "hrbp weight_grad");
        for (JsonNode row : rows) {
            assertThat(BenchFiles.names(row))
                    .startsWith(
                            "net",
                            "layer",
                            "shape",
                            "structure",
                            "sparsity",
                            "batch",
                            "threads",
                            "kernel",
                            "jdk",
                            "pass",
                            "median_s",
                            "min_s",
                            "gflops",
                            "bytes",
                            "gbytes_per_s",
                            "fma_gflops",
                            "copy_gb_s");
            for (String number : List.of("median_s", "min_s", "gflops", "gbytes_per_s", "fma_gflops", "copy_gb_s")) {
                assertThat(row.get(number).asDouble()).as(number).isPositive();
            }
        }
        JsonNode second = rows.get(6);
        assertThat(second.get("layer").asText()).isEqualTo("conv2");
        assertThat(second.get("shape").asText()).isEqualTo("[64, 32, 3, 3]");
        assertThat(second.get("input").asText()).isEqualTo("32x16x16");
        assertThat(second.get("output").asText()).isEqualTo("64x16x16");
        assertThat(second.get("kept_weights").asLong()).isEqualTo(64 * 32 * 9);
        assertThat(second.get("bytes").asLong()).isEqualTo(4 * (8 * 32 * 256 + 8 * 64 * 256 + 64 * 32 * 9));
        double flops =
                1e9 * second.get("gflops").asDouble() * second.get("median_s").asDouble();
        assertThat(flops).isCloseTo(2.0 * 64 * 32 * 9 * 256 * 8, within(1.0));
        JsonNode sparse = rows.get(9);
        assertThat(sparse.get("kept_weights").asLong() * 5)
                .isLessThan(sparse.get("weights").asLong());
    }

    @Test
    void groupingIsMeasuredInBothForms() {
        Cli.Result result = Cli.run(
                "bench",
                "layer",
                "--net",
                "small-cnn",
                "--structure",
                "grouping",
                "--sparsity",
                0.5,
                "--batch",
                2,
                "--warmup",
                0,
                "--steps",
                1);
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("| input_grad  ", "| input_grad_scatter |", "| input_grad_gather  |");
    }

    @Test
    void layersOfOneShapeAreMeasuredOnce() throws IOException {
        Path json = dir.resolve("rows.json");
        Cli.Result result = Cli.run(
                "bench",
                "layer",
                "--net",
                "resnet32",
                "--structure",
                "dense",
                "--batch",
                1,
                "--warmup",
                0,
                "--steps",
                1,
                "--json",
                json);
        assertThat(result.code()).isZero();
        List<JsonNode> rows = BenchFiles.rows(json);
        assertThat(rows)
                .filteredOn(row -> row.get("pass").asText().equals("forward"))
                .extracting(row ->
                        row.get("layer").asText() + " " + row.get("layers").asInt())
                .containsExactly(
                        "stem 1",
                        "stage1-block1-conv1 10",
                        "stage2-block1-conv1 1",
                        "stage2-block1-shortcut 1",
                        "stage2-block1-conv2 9",
                        "stage3-block1-conv1 1",
                        "stage3-block1-shortcut 1",
                        "stage3-block1-conv2 9",
                        "classifier 1");
    }

    @Test
    void badInputIsRefused() {
        Cli.Result result = Cli.run("bench", "layer", "--net", "small-cnn", "--sparsity", 1.2);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).startsWith("hrbp: --sparsity 1.2 is not possible");
    }
}
