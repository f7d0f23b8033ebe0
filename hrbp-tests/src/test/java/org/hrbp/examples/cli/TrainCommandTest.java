/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.run.LockFile;
import org.hrbp.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path dir;

    /** Trains little, with more options or other values for those given here. */
    private static Cli.Result train(Object... more) {
        List<Object> all = List.of(more);
        List<Object> args = new ArrayList<>(all);
        args.add(0, "train");
        Map<String, Object> small = Map.of(
                "--net",
                "small-cnn",
                "--data",
                "fashion-mini",
                "--limit",
                48,
                "--limit-test",
                40,
                "--batch",
                32,
                "--epochs",
                2);
        small.forEach((option, value) -> {
            if (!all.contains(option)) {
                args.addAll(List.of(option, value));
            }
        });
        return Cli.run(args.toArray());
    }

    private List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aRunLeavesItsFilesAndItsResult() throws IOException {
        Path out = dir.resolve("run");
        Path json = dir.resolve("result.json");
        Cli.Result result = train("--out", out, "--json", json, "--seed", 7, "--lr", 0.01);

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("epoch 1/2", "epoch 2/2", "test accuracy", out.toString());
        assertThat(files(out))
                .containsExactly(
                        "checkpoint.zip",
                        "config.json",
                        "environment.json",
                        "layers.csv",
                        "metrics.csv",
                        "report.json",
                        "run.lock",
                        "run.log");

        JsonNode report = JSON.readTree(json.toFile());
        assertThat(report.get("net").asText()).isEqualTo("small-cnn");
        assertThat(report.get("data").asText()).isEqualTo("fashion-mini");
        assertThat(report.get("structure").asText()).isEqualTo("hrbp");
        assertThat(report.get("sparsity").asDouble()).isEqualTo(0.9);
        assertThat(report.get("density_actual").asDouble()).isBetween(0.099, 0.1);
        assertThat(report.get("epochs").asInt()).isEqualTo(2);
        assertThat(report.get("seed").asLong()).isEqualTo(7);
        assertThat(report.get("test_accuracy").asDouble()).isBetween(0.0, 1.0);
        assertThat(report.get("best_test_accuracy").asDouble())
                .isGreaterThanOrEqualTo(report.get("test_accuracy").asDouble());
        assertThat(report.get("seconds_per_step").asDouble()).isPositive();
        assertThat(report.get("kernel").asText()).matches("vector-\\d+|scalar|reference");
        assertThat(report.get("weights_kept").asLong()).isPositive();
        assertThat(report.get("params_sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(report.get("run_dir").asText()).isEqualTo(out.toString());

        List<String> metrics = Files.readAllLines(out.resolve("metrics.csv"));
        assertThat(metrics).hasSize(3);
        assertThat(metrics.get(0)).startsWith("epoch,iteration,loss,lr,test_accuracy,best_test_accuracy,density,");
        assertThat(metrics.get(2)).startsWith("2,4,");
        assertThat(JSON.readTree(out.resolve("config.json").toFile()).get("lr").asDouble())
                .isEqualTo(0.01);
        assertThat(JSON.readTree(out.resolve("environment.json").toFile()).fieldNames())
                .toIterable()
                .contains("git_commit", "java", "java_flags", "cpu", "threads", "kernel", "nd4j_backend", "blas");
        long kept = Files.readAllLines(out.resolve("layers.csv")).stream()
                .skip(1)
                .map(line -> line.replaceAll("\"[^\"]*\"", "").split(",", -1))
                .mapToLong(cells -> Long.parseLong(cells[4]))
                .sum();
        assertThat(kept).isEqualTo(report.get("weights_kept").asLong());
        ComputationGraph net =
                ComputationGraph.load(out.resolve("checkpoint.zip").toFile(), true);
        assertThat(net.getIterationCount()).isEqualTo(4);
        assertThat(report.get("param_bytes").asLong()).isEqualTo(4 * net.numParams());
    }

    @Test
    void quietSaysTheResultOnly() {
        Cli.Result result = train("--out", dir.resolve("run"), "--quiet", "--epochs", 1);
        assertThat(result.code()).isZero();
        assertThat(result.out().strip()).startsWith("test accuracy").doesNotContain("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--net | resnet99 | --net resnet99 is unknown, choose one of small-cnn, resnet32",
                "--data | mnist | --data mnist is unknown, choose one of fashion-mini, fashion-mnist, cifar10, cifar100,"
                        + " imagenet, imagefolder",
                "--structure | random | --structure random is unknown, choose one of dense, unstructured, channel, grouping, hrbp",
                "--allocation | magic | --allocation magic is unknown, choose one of uniform, erk",
                "--schedule | never | --schedule never is unknown, choose one of step, imagenet, constant, cosine",
                "--sparsity | 1 | --sparsity 1.0 is not possible, it must be in [0, 1)",
                "--block-density | 0 | --block-density 0.0 is not possible",
                "--group-rows | -1 | --group-rows -1 is not possible",
                "--epochs | 0 | --epochs 0 is not possible",
                "--batch | 0 | --batch 0 is not possible",
                "--lr | 0 | --lr 0.0 is not possible, it must be above 0",
                "--weight-decay | -1 | --weight-decay -1.0 is not possible",
                "--limit | -5 | --limit -5 is not possible",
                "--threads | 0 | --threads: Number of kernel threads is 0",
                "--epochs | many | Invalid value for option '--epochs'",
            })
    void aWrongOptionIsRefusedBeforeAnythingIsWritten(String option, String value, String message) {
        Path out = dir.resolve("run");
        Cli.Result result = train("--out", out, option, value);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).startsWith("hrbp: ").contains(message);
        assertThat(out).doesNotExist();
    }

    @Test
    void aDenseNetHasNoSparsity() {
        Cli.Result result = train("--structure", "dense", "--sparsity", 0.5, "--out", dir.resolve("run"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--sparsity 0.5 is not possible, it must be 0 for --method dense");
    }

    @Test
    void netAndDataAreNeeded() {
        assertThat(Cli.run("train", "--data", "fashion-mini").line()).contains("--net is missing");
        Cli.Result result = Cli.run("train", "--net", "small-cnn");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--data is missing");
    }

    @Test
    void aFolderWithSomethingInItIsRefused() throws IOException {
        Path thesis = Files.writeString(dir.resolve("thesis.txt"), "mine");
        Cli.Result result = train("--out", dir);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--out " + dir + " is not empty");
        assertThat(files(dir)).containsExactly("thesis.txt");

        Cli.Result onFile = train("--out", thesis);
        assertThat(onFile.code()).isEqualTo(2);
        assertThat(onFile.line()).contains("is not a folder");
        assertThat(thesis).hasContent("mine");
    }

    @Test
    void resumeNeedsARun() {
        assertThat(train("--resume").line()).contains("--resume needs --out DIR");
        Cli.Result result = train("--resume", "--out", dir);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("there is no run in " + dir);
    }

    @Test
    void anotherRunIsNotResumed() throws IOException {
        Path out = dir.resolve("run");
        assertThat(train("--out", out, "--epochs", 1).code()).isZero();
        byte[] before = Files.readAllBytes(out.resolve("checkpoint.zip"));

        Cli.Result again = train("--out", out, "--epochs", 1);
        assertThat(again.code()).isEqualTo(2);
        assertThat(again.line()).contains("is not empty; add --resume");

        Cli.Result other = Cli.run("train", "--resume", "--out", out, "--lr", 0.05);
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.line()).contains("--lr is 0.1 there, not 0.05");
        assertThat(Files.readAllBytes(out.resolve("checkpoint.zip"))).isEqualTo(before);
    }

    @Test
    void aRunThatIsDoneGivesItsResultAgain() throws IOException {
        Path out = dir.resolve("run");
        assertThat(train("--out", out, "--epochs", 1).code()).isZero();
        byte[] report = Files.readAllBytes(out.resolve("report.json"));
        Path json = dir.resolve("again.json");
        assertThat(Cli.run("train", "--resume", "--out", out, "--json", json).code())
                .isZero();
        assertThat(Files.readAllBytes(json)).isEqualTo(report);
        assertThat(Files.readAllLines(out.resolve("metrics.csv"))).hasSize(2);
    }

    @Test
    void aRunThatIsGoingOnIsNotResumed() throws IOException {
        Path out = dir.resolve("run");
        assertThat(train("--out", out, "--epochs", 1).code()).isZero();
        String log = Files.readString(out.resolve("run.log"));
        try (LockFile other = LockFile.take(out.resolve("run.lock"))) {
            assertThat(other).isNotNull();
            Cli.Result result = Cli.run("train", "--resume", "--out", out);
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.line()).contains("--out " + out + " is in use");
        }
        assertThat(out.resolve("run.log")).hasContent(log);
        assertThat(Cli.run("train", "--resume", "--out", out).code()).isZero();
    }

    @Test
    void missingDataAreAFailure() {
        Cli.Result result = Cli.run(
                "train", "--net", "small-cnn", "--data", "cifar10", "--data-dir", dir, "--out", dir.resolve("r"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).contains("data_batch_1.bin").contains("hrbp data get cifar10");
        assertThat(dir.resolve("r")).doesNotExist();
    }

    @Test
    void aCorruptCheckpointIsAFailureAndStaysAsItIs() throws IOException {
        Path out = dir.resolve("run");
        assertThat(train("--out", out, "--epochs", 1).code()).isZero();
        Path checkpoint = out.resolve("checkpoint.zip");
        byte[] half = Files.readAllBytes(checkpoint);
        half = Arrays.copyOf(half, half.length / 2);
        Files.write(checkpoint, half);
        Cli.Result result = Cli.run("train", "--resume", "--out", out);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).contains(checkpoint + " is corrupt");
        assertThat(Files.readAllBytes(checkpoint)).isEqualTo(half);
    }

    /** Such a weight decay multiplies the weights by about -1e5 a step; there is one step per epoch. */
    @Test
    void numbersThatAreNotFiniteStopTheRunAndKeepTheCheckpoint() throws IOException {
        Path out = dir.resolve("run");
        Cli.Result result =
                train("--out", out, "--batch", 48, "--weight-decay", 1e6, "--schedule", "constant", "--epochs", 20);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line())
                .matches(
                        "hrbp: (the loss|a parameter|the output) became .* in epoch [2-9](, step 1)?; try a smaller --lr;"
                                + " the last checkpoint is kept in .*");
        assertThat(Files.readString(out.resolve("run.log"))).contains("RunException", "\tat org.hrbp");
        int epochs = Files.readAllLines(out.resolve("metrics.csv")).size() - 1;
        ComputationGraph net =
                ComputationGraph.load(out.resolve("checkpoint.zip").toFile(), true);
        assertThat(net.getIterationCount()).isEqualTo(epochs).isPositive();
        assertThat(net.params().toFloatVector()).doesNotContain(Float.NaN);
    }

    @Test
    void aFullDiskIsAFailure() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "needs /dev/full");
        Path out = dir.resolve("run");
        Cli.Result result = train("--out", out, "--epochs", 1, "--json", full);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).contains("/dev/full cannot be written: No space left on device");
        assertThat(out.resolve("report.json")).exists();
    }

    @Test
    void aResultThatCouldNotBeWrittenIsRefusedAtTheStart() {
        Path out = dir.resolve("run");
        Cli.Result result = train("--out", out, "--json", dir.resolve("no/result.json"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--json " + dir.resolve("no/result.json"), "no such folder");
        assertThat(train("--out", out, "--json", dir).line()).contains("is a folder");
        assertThat(out).doesNotExist();
    }

    @Test
    void aStackTraceIsPrintedOnDemandOnly() {
        assertThat(train("--net", "x").line()).contains("--net x is unknown");
        assertThat(Cli.run("train", "--stacktrace", "--net", "x", "--data", "y").err())
                .contains("RefusedException", "\tat org.hrbp");
        assertThat(Cli.run("--stacktrace", "train", "--net", "x", "--data", "y").err())
                .contains("\tat org.hrbp");
    }

    @Test
    void everyNetOfTheZooHasASummary() {
        for (String net : Zoo.names()) {
            Cli.Result result = Cli.run("summary", "--net", net, "--data", "cifar100");
            assertThat(result.code()).isZero();
            assertThat(result.out()).contains("classifier", "total").contains("[100, ");
        }
        assertThat(Cli.run("summary", "--net", "small-cnn", "--classes", 1).code())
                .isEqualTo(2);
    }

    @Test
    void helpAndCompletionNameEveryCommandAndName() {
        assertThat(Cli.run("--help").out()).contains("quickstart", "data", "train", "summary", "completion");
        for (String command : List.of("quickstart", "data", "train", "summary")) {
            assertThat(Cli.run(command, "--help").code()).isZero();
        }
        assertThat(Cli.run("completion").out()).contains("--block-density", "resnet32-wide", "unstructured");
        assertThat(Cli.run("trian").line()).contains("hrbp: Unmatched argument at index 0: 'trian'");
        assertThat(Cli.run().line()).contains("hrbp: Missing required subcommand (see hrbp --help)");
        assertThat(Cli.run("trian").code()).isEqualTo(2);
    }
}
