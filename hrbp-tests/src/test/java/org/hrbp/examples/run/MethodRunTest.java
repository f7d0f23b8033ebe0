/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.model.Hrbp;
import org.hrbp.model.HrbpWeights;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every static method trains, within its budget, from the same initial weights. */
class MethodRunTest {
    private static final List<String> LAYERS = List.of("conv1", "conv2", "conv3", "conv4", "classifier");

    @TempDir
    Path dir;

    private static RunConfig config(Method method, double sparsity, String allocation, String score, int rewind) {
        return new RunConfig(
                "small-cnn",
                "fashion-mini",
                method.id(),
                method.structure(),
                sparsity,
                allocation,
                score,
                "swap",
                method == Method.LTH ? 0.4 : 0.2,
                rewind,
                method == Method.LTH && rewind == 0 ? 1 : 0,
                "none",
                100,
                0.3,
                0.75,
                1.0 / 3,
                8,
                false,
                2,
                16,
                0.05,
                "step",
                1e-4,
                1,
                32,
                16);
    }

    private static RunConfig config(Method method, double sparsity) {
        return config(method, sparsity, method.allocation(), method.score(), 0);
    }

    private static RunOutput quiet() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new RunOutput(nowhere, nowhere, false);
    }

    private static ComputationGraph trained(Path run) {
        return Checkpoint.read(run.resolve("checkpoint.zip")).net();
    }

    @ParameterizedTest
    @CsvSource({
        "RU, 0.95, 1",
        "SNIP, 0.999, 1",
        "GRASP, 0.999, 1",
        "RC, 0.95, 1",
        "GROUPING, 0.97, 1",
        "HRBP, 0.97, 1",
        "SMALL_DENSE, 0.95, 1"
    })
    void keepsItsBudget(Method method, double least, double most) {
        RunReport report = TrainRun.start(config(method, 0.8), dir.resolve("run"), null, quiet());
        long dense = KeptWeights.of(Networks.init(config(Method.DENSE, 0), new InputShape(10, 1, 28, 28), 2, List::of))
                .dense();
        assertThat(report.method()).isEqualTo(method.id());
        assertThat(report.weightsKept() / (0.2 * dense)).isBetween(least, most);
        assertThat(report.weightsDense()).isEqualTo(method == Method.SMALL_DENSE ? report.weightsKept() : dense);
        assertThat(report.testAccuracy()).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource({"HRBP, snip", "GROUPING, grasp", "RU, magnitude", "RC, magnitude"})
    void scoresMoveThePattern(Method method, String score) {
        InputShape shape = new InputShape(10, 1, 28, 28);
        RunConfig scored = config(method, 0.8, "uniform", score, 0);
        RunData data = RunData.of(scored, RunResources.of(null), remark -> {});
        ComputationGraph net = Networks.init(scored, shape, 2, data::scoringBatches);
        ComputationGraph random = Networks.init(config(method, 0.8, "uniform", "random", 0), shape, 2, List::of);
        assertThat(KeptWeights.of(net).kept()).isEqualTo(KeptWeights.of(random).kept());
        assertThat(HrbpWeights.pattern(net, "conv2")).isNotEqualTo(HrbpWeights.pattern(random, "conv2"));
    }

    /** So that a comparison of partitioners compares nothing else. */
    @Test
    void thePartitionerAloneMakesTheDifference() {
        InputShape shape = new InputShape(10, 1, 28, 28);
        RunConfig drawn = config(Method.HRBP, 0.8);
        ComputationGraph usual = Networks.init(drawn, shape, 2, List::of);
        ComputationGraph sparsified = Hrbp.sparsify(
                Networks.init(config(Method.DENSE, 0), shape, 2, List::of),
                Networks.rule(drawn).build());
        assertThat(HrbpWeights.pattern(sparsified, "conv2")).isEqualTo(HrbpWeights.pattern(usual, "conv2"));
    }

    @Test
    void weightsThatAreKeptAreThoseOfTheDenseNetwork() {
        InputShape shape = new InputShape(10, 1, 28, 28);
        ComputationGraph dense = Networks.init(config(Method.DENSE, 0), shape, 2, List::of);
        ComputationGraph sparse = Networks.init(config(Method.RC, 0.8), shape, 2, List::of);
        assertThat(HrbpWeights.dense(sparse, "conv3"))
                .isEqualTo(HrbpWeights.dense(dense, "conv3").mul(HrbpWeights.mask(sparse, "conv3")));
    }

    @Test
    void theLotteryTicketIsOneOfTheRoundBefore() throws IOException {
        Path run = dir.resolve("lth");
        RunReport report = TrainRun.start(config(Method.LTH, 0.7), run, null, quiet());

        // 0.4, 0.64, 0.7
        assertThat(1 - report.densityActual()).isCloseTo(0.7, within(1e-3));
        assertThat(run.resolve("round-04")).doesNotExist();
        assertThat(run.resolve("round-02/metrics.csv"))
                .as("a short round")
                .content()
                .hasLineCount(2);
        assertThat(run.resolve("round-03/metrics.csv")).content().hasLineCount(3);
        ComputationGraph start =
                Checkpoint.read(run.resolve("round-00/rewind.zip")).net();
        ComputationGraph before = trained(run.resolve("round-02"));
        ComputationGraph last = trained(run.resolve("round-03"));
        for (String layer : LAYERS) {
            Set<Integer> old = kept(HrbpWeights.pattern(before, layer));
            assertThat(old).containsAll(kept(HrbpWeights.pattern(last, layer)));
        }
        assertThat(start.params()).isNotEqualTo(trained(run.resolve("round-00")).params());
        assertThat(Files.readString(run.resolve("report.json"))).contains("\"method\" : \"lth\"");
    }

    private static Set<Integer> kept(Pattern pattern) {
        Set<Integer> all = new HashSet<>();
        for (int index : pattern.denseIndices()) {
            all.add(index);
        }
        return all;
    }

    @Test
    void theLotteryGoesOnWhereItEndedToTheSameBits() throws IOException {
        RunConfig config = config(Method.LTH, 0.6, "from-scores", "magnitude", 1);
        Path whole = dir.resolve("whole");
        TrainRun.start(config, whole, null, quiet());

        // as a kill in round 1 leaves it: nothing of round 2, and round 1 without its end
        Path broken = dir.resolve("broken");
        TrainRun.start(config, broken, null, quiet());
        for (String file : List.of("round-02", "round-01/checkpoint.zip", "round-01/report.json", "report.json")) {
            delete(broken.resolve(file));
        }
        TrainRun.resume(config, broken, null, quiet());
        assertThat(trained(broken.resolve("round-02")).params().toFloatVector())
                .isEqualTo(trained(whole.resolve("round-02")).params().toFloatVector());
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            try (var files = Files.list(path)) {
                for (Path file : files.toList()) {
                    delete(file);
                }
            }
        }
        Files.delete(path);
    }

    @Test
    void aRefusedRunLeavesNoFolder() {
        Path out = dir.resolve("run");
        assertThatThrownBy(() -> TrainRun.start(config(Method.SNIP, 0.99999), out, null, quiet()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("lower the sparsity");
        assertThat(out).doesNotExist();
    }
}
