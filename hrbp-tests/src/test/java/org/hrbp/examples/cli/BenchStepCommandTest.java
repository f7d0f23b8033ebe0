/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hrbp.examples.bench.BaselineRuns;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.bench.StepBench;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.kernel.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchStepCommandTest {
    @TempDir
    Path dir;

    private static Cli.Result step(Object... more) {
        List<Object> args = new ArrayList<>(List.of("bench", "step", "--net", "small-cnn", "--batch", 8));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    @Test
    void aRowPerStructureAndSparsity() throws IOException {
        Path json = dir.resolve("rows.json");
        int threads = HrbpThreads.threads();
        Cli.Result result = step(
                "--structure",
                "dense,hrbp,unstructured",
                "--sparsity",
                "0.9,0.95",
                "--warmup",
                1,
                "--steps",
                2,
                "--seed",
                3,
                "--threads",
                threads,
                "--json",
                json);

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("| kernel", "speed-up", "GFLOP/s", "unstructured");
        assertThat(dir).isDirectoryContaining(file -> file.equals(json));
        assertThat(dir.toFile().list()).hasSize(1);

        List<JsonNode> rows = BenchFiles.rows(json);
        assertThat(rows)
                .extracting(row -> row.get("structure").asText() + " "
                        + row.get("sparsity").asDouble())
                .containsExactly("dense 0.0", "hrbp 0.9", "hrbp 0.95", "unstructured 0.9", "unstructured 0.95");
        for (JsonNode row : rows) {
            assertThat(BenchFiles.names(row))
                    .startsWith(
                            "net",
                            "structure",
                            "sparsity",
                            "batch",
                            "threads",
                            "kernel",
                            "jdk",
                            "median_s",
                            "min_s",
                            "gflops",
                            "breakdown")
                    .contains(
                            "allocation",
                            "allocated_mb_per_step",
                            "layout_conversions",
                            "traffic_gb",
                            "model_s",
                            "kept_weights",
                            "weights",
                            "seed",
                            "warmup",
                            "steps",
                            "machine")
                    .doesNotContain("version", "vs_peer");
            assertThat(row.get("net").asText()).isEqualTo("small-cnn");
            assertThat(row.get("batch").asInt()).isEqualTo(8);
            assertThat(row.get("threads").asInt()).isEqualTo(threads);
            assertThat(row.get("kernel").asText()).isEqualTo(Kernels.active());
            assertThat(row.get("jdk").asText())
                    .startsWith(Integer.toString(Runtime.version().feature()));
            assertThat(row.get("min_s").asDouble()).isPositive();
            assertThat(row.get("median_s").asDouble())
                    .isGreaterThanOrEqualTo(row.get("min_s").asDouble());
            assertThat(row.get("layout_conversions").asDouble()).isPositive();
            assertThat(row.get("model_s").asDouble()).isPositive();
            assertThat(row.get("allocated_mb_per_step").asDouble()).isPositive();
            assertThat(row.get("warmup").asInt()).isEqualTo(1);
            assertThat(row.get("steps").asInt()).isEqualTo(2);
            assertThat(row.get("seed").asInt()).isEqualTo(3);
            assertThat(row.get("machine").get("java_flags").isArray()).isTrue();
            assertBreakdown(row);
        }
        JsonNode dense = rows.get(0);
        JsonNode sparse = rows.get(1);
        assertThat(dense.get("kept_weights").asLong())
                .isEqualTo(dense.get("weights").asLong());
        assertThat(sparse.get("kept_weights").asLong() * 10)
                .isLessThanOrEqualTo(sparse.get("weights").asLong());
    }

    /** The parts make up the mean step, which of two steps is the median, too. */
    private static void assertBreakdown(JsonNode row) {
        JsonNode parts = row.get("breakdown");
        assertThat(BenchFiles.names(parts))
                .contains(
                        "conv_forward",
                        "conv_input_grad",
                        "conv_weight_grad",
                        "batchnorm",
                        "add",
                        "pool",
                        "updater",
                        "framework",
                        "data");
        double sum = 0;
        for (JsonNode part : parts) {
            sum += part.asDouble();
        }
        assertThat(sum).isCloseTo(row.get("median_s").asDouble(), within(1e-9));
        for (String part : List.of(
                "conv_forward", "conv_input_grad", "conv_weight_grad", "batchnorm", "pool", "updater", "framework")) {
            assertThat(parts.get(part).asDouble()).as(part).isPositive();
        }
        assertThat(parts.get("add").asDouble()).as("small-cnn has no shortcuts").isZero();
    }

    /** 3x3 convolutions of a batch of 8 at 32x32, 16x16 and 8x8 pixels, three passes; of the first, two. */
    @Test
    void gflopsAreThoseOfTheKeptWeights() throws IOException {
        Path json = dir.resolve("rows.json");
        assertThat(step("--structure", "dense", "--warmup", 0, "--steps", 1, "--json", json)
                        .code())
                .isZero();
        JsonNode row = BenchFiles.rows(json).get(0);
        double first = 8.0 * 9 * 3 * 32 * 1024;
        double others = 8.0 * 9 * (32 * 64 * 256 + 64 * 128 * 64 + 128 * 128 * 64);
        double flops = 1e9 * row.get("gflops").asDouble() * row.get("median_s").asDouble();
        assertThat(flops / (2 * (2 * first + 3 * others))).isCloseTo(1, within(0.01));
    }

    @Test
    void everyNewRowIsHandedOn() {
        BenchConfig config = new BenchConfig("small-cnn", List.of("hrbp"), List.of(0.5, 0.9), "uniform", 2, 0, 1, 1);
        PrintWriter none = new PrintWriter(PrintWriter.nullWriter());
        List<Integer> sizes = new ArrayList<>();
        StepBench.run(
                config,
                new BaselineRuns(List.of(), 0, 1, null),
                new RunOutput(none, none, false),
                rows -> sizes.add(rows.size()));
        assertThat(sizes).as("two rows, then what the cost model says").containsExactly(1, 2, 2);
    }

    @Test
    void aBaselineRunsInAJvmOfItsOwn() throws IOException {
        Path json = dir.resolve("rows.json");
        Cli.Result result = step(
                "--structure",
                "dense",
                "--warmup",
                0,
                "--steps",
                1,
                "--baseline",
                "dl4j-tuned",
                "--baseline-warmup",
                1,
                "--baseline-steps",
                2,
                "--json",
                json);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        List<JsonNode> rows = BenchFiles.rows(json);
        assertThat(rows).hasSize(2);
        JsonNode ours = rows.get(0);
        JsonNode stock = rows.get(1);
        assertThat(stock.get("kernel").asText()).isEqualTo("dl4j-tuned");
        assertThat(stock.get("structure").asText()).isEqualTo("dense");
        assertThat(stock.get("steps").asInt()).isEqualTo(2);
        assertThat(stock.get("warmup").asInt()).isEqualTo(1);
        assertThat(stock.get("median_s").asDouble()).isPositive();
        assertThat(stock.get("gflops").asDouble()).isPositive();
        assertThat(stock.get("weights").asLong()).isEqualTo(ours.get("weights").asLong());
        assertThat(BenchFiles.names(stock.get("breakdown"))).containsExactly("updater", "framework", "data");
        JsonNode machine = stock.get("machine");
        assertThat(machine.get("openblas_coretype").asText()).isIn("SkylakeX", "Haswell");
        assertThat(machine.get("omp_num_threads").asText()).isEqualTo(Integer.toString(HrbpThreads.threads()));
    }

    /** An empty jar has no library, so the CPU's ordinary one is found; that must not pass for oneDNN. */
    @Test
    void withoutOneDnnInTheJarTheBaselineFails() throws IOException {
        Path jar = dir.resolve("empty.jar");
        Files.write(jar, new byte[] {'P', 'K', 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        Cli.Result result = step(
                "--structure", "dense", "--warmup", 0, "--steps", 1, "--baseline", "dl4j-onednn", "--onednn-jar", jar);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line())
                .isEqualTo("hrbp: dl4j-onednn: DL4J does not use oneDNN here (native library with it: "
                        + "false, convolutions without: 0)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--net | resnet99 | --net resnet99 is unknown, choose one of small-cnn, resnet32",
                "--structure | hrbp,random | --structure random is unknown, choose one of dense, unstructured, hrbp",
                "--sparsity | 0.5,1.2 | --sparsity 1.2 is not possible, it must be in [0, 1)",
                "--allocation | magic | --allocation magic is unknown, choose one of uniform, erk",
                "--batch | 0 | --batch 0 is not possible, it must be at least 1",
                "--warmup | -1 | --warmup -1 is not possible, it must be at least 0",
                "--steps | 0 | --steps 0 is not possible, it must be at least 1",
                "--seed | 0 | --seed 0 is not possible, it must be other than 0",
                "--threads | 0 | --threads: Number of kernel threads is 0; allowed is 1 to 1024",
                "--json | nowhere/rows.json | --json nowhere/rows.json: there is no such folder",
                "--baseline | dl4j | --baseline dl4j is unknown, choose one of dl4j-stock, dl4j-tuned, dl4j-onednn",
                "--baseline-warmup | -1 | --baseline-warmup -1 is not possible, it must be at least 0",
                "--baseline-steps | 0 | --baseline-steps 0 is not possible, it must be at least 1",
                "--baseline | dl4j-onednn | --baseline dl4j-onednn needs --onednn-jar FILE"
            })
    void badInputIsRefused(String option, String value, String message) {
        List<Object> args = new ArrayList<>(List.of("bench", "step", option, value));
        if (!option.equals("--net")) {
            args.addAll(List.of("--net", "small-cnn"));
        }
        Cli.Result result = Cli.run(args.toArray());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).startsWith("hrbp: " + message);
    }

    @Test
    void aMissingOneDnnJarIsRefusedWithTheCommandThatGetsIt() {
        Cli.Result result = step("--baseline", "dl4j-onednn", "--onednn-jar", dir.resolve("no.jar"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line())
                .contains("no.jar: there is no such file")
                .containsPattern("mvn dependency:copy -Dartifact=org\\.nd4j:nd4j-native:[^ ]+:jar:[^ ]+-onednn-avx\\w+"
                        + " -DoutputDirectory=\\.");
    }

    @Test
    void theNetIsAskedFor() {
        Cli.Result result = Cli.run("bench", "step");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--net");
    }
}
