/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shell scripts in place of Python; they answer as the script of the examples does. */
class BenchPeerCommandTest {
    /** Convolutions 3x3 of 3-32-64-128-128, batch normalisation, classifier. */
    private static final long SMALL_CNN =
            9 * (3 * 32 + 32 * 64 + 64 * 128 + 128 * 128) + 2 * (32 + 64 + 128 + 128) + 128 * 10 + 10;

    @TempDir
    Path dir;

    @BeforeEach
    void needBash() {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
    }

    private Path python(String body) throws IOException {
        Path file = dir.resolve("python");
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static Cli.Result peer(Path python, Object... more) {
        List<Object> args =
                new ArrayList<>(List.of("bench", "peer", "--net", "small-cnn", "--batch", 2, "--structure", "hrbp"));
        args.addAll(List.of("--warmup", 1, "--steps", 2, "--python", python));
        args.addAll(List.of(more));
        return Cli.run(args.toArray());
    }

    private Path torch() throws IOException {
        return torch(SMALL_CNN);
    }

    /** Logs what it is asked; NHWC takes half the time; compiling fails. */
    private Path torch(long parameters) throws IOException {
        return python(String.join(
                "\n",
                "log='" + dir.resolve("log") + "'",
                "[ -f \"$1\" ] || exit 9",
                "name=\"${*: -1}\"",
                "case \"$*\" in *--format=nhwc*) name=\"nhwc $name\"; s=0.25;; *) name=\"nchw $name\"; s=0.5;; esac",
                "echo 'a library says hello'",
                "echo 'hrbp-bench ready'",
                "while read -r what; do",
                "  echo \"$name $what\" >> \"$log\"",
                "  case \"$name $what\" in",
                "    *--compile*) echo 'hrbp-bench error no compiler'; exit 1;;",
                "    *end) echo 'hrbp-bench {\"version\": \"9.9\", \"threads\": 3, \"parameters\": " + parameters
                        + ", \"peak_rss_mb\": 12.5}';;",
                "    *step) echo \"hrbp-bench $s\";;",
                "    *) echo 'hrbp-bench ';;",
                "  esac",
                "done"));
    }

    @Test
    void alternatesWithBothFormatsAndComparesWithTheBetter() throws IOException {
        Path json = dir.resolve("rows.json");
        Cli.Result result = peer(torch(), "--json", json);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("vs PyTorch", "pytorch-nchw", "pytorch-nhwc");
        assertThat(Files.readAllLines(dir.resolve("log")))
                .extracting(line -> line.replaceAll(" --\\S+", ""))
                .containsExactly(
                        "nchw warm",
                        "nhwc warm",
                        "nchw warm",
                        "nchw step",
                        "nhwc warm",
                        "nhwc step",
                        "nchw warm",
                        "nchw step",
                        "nhwc warm",
                        "nhwc step",
                        "nchw end",
                        "nhwc end");

        List<JsonNode> rows = BenchFiles.rows(json);
        assertThat(rows)
                .extracting(row -> row.get("kernel").asText())
                .startsWith("pytorch-nchw", "pytorch-nhwc")
                .hasSize(3);
        JsonNode torch = rows.get(1);
        assertThat(torch.get("structure").asText()).isEqualTo("dense");
        assertThat(torch.get("version").asText()).isEqualTo("9.9");
        assertThat(torch.get("threads").asInt()).isEqualTo(3);
        assertThat(torch.get("median_s").asDouble()).isEqualTo(0.25);
        assertThat(torch.get("peak_rss_mb").asDouble()).isEqualTo(12.5);
        assertThat(torch.get("gflops").asDouble()).isPositive();
        assertThat(BenchFiles.names(torch)).doesNotContain("jdk", "breakdown", "vs_peer");
        JsonNode ours = rows.get(2);
        assertThat(ours.get("vs_peer").asDouble() * ours.get("median_s").asDouble())
                .isCloseTo(0.25, within(1e-9));
    }

    @Test
    void optionalRowsThatDoNotRunAreLeftOut() throws IOException {
        Path json = dir.resolve("rows.json");
        Cli.Result result = peer(torch(), "--compile", "--bf16", "--json", json);
        assertThat(result.code()).isZero();
        assertThat(result.err().strip().lines())
                .hasSize(2)
                .allMatch(line -> line.matches("hrbp: without pytorch-n...-compile: PyTorch .*: no compiler"));
        assertThat(BenchFiles.rows(json))
                .extracting(row -> row.get("kernel").asText())
                .startsWith("pytorch-nchw", "pytorch-nhwc", "pytorch-nchw-bf16", "pytorch-nhwc-bf16")
                .hasSize(5);
    }

    @Test
    void aNetOfAnotherSizeIsRefused() throws IOException {
        Cli.Result result = peer(torch(SMALL_CNN - 1));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line())
                .endsWith("pytorch-nchw's small-cnn has " + (SMALL_CNN - 1) + " parameters, ours has " + SMALL_CNN
                        + ": they are not the same network");
    }

    @Test
    void aMissingPythonIsSaid() {
        Cli.Result result = peer(dir.resolve("nowhere"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line())
                .contains("nowhere) cannot be started")
                .endsWith("PyTorch's net needs Python 3 with PyTorch, --python EXE says which");
    }

    @Test
    void aMissingPyTorchIsSaid() throws IOException {
        Cli.Result result = peer(python("echo 'hrbp-bench error PyTorch is missing in x: no module'; exit 1"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line())
                .contains("PyTorch is missing in x: no module; PyTorch's net needs Python 3 with PyTorch");
    }

    @Test
    void aPythonThatDiesIsSaidWithItsLastWords() throws IOException {
        Cli.Result result = peer(python("echo 'hrbp-bench ready'; read x; echo trouble >&2; exit 3"));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).endsWith("ended: trouble");
    }

    @Test
    void badInputIsRefused() {
        Cli.Result result = Cli.run("bench", "peer", "--net", "small-cnn", "--steps", 0);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).startsWith("hrbp: --steps 0 is not possible");
    }
}
