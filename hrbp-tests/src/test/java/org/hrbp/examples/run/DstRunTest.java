/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hrbp.listener.TopologyMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dynamic sparse training as {@code hrbp train --dst} runs it. */
class DstRunTest {
    private static final int EPOCHS = 3;

    @TempDir
    Path dir;

    /** Three steps an epoch, an update every second step while less than nine tenths are done. */
    private static RunConfig config(String dst, Method method, String score) {
        return new RunConfig(
                "small-cnn",
                "fashion-mini",
                method.id(),
                method.structure(),
                0.9,
                "uniform",
                score,
                "swap",
                0.2,
                0,
                0,
                dst,
                2,
                0.3,
                0.9,
                1.0 / 3,
                8,
                false,
                EPOCHS,
                16,
                0.05,
                "step",
                1e-4,
                1,
                48,
                16);
    }

    private static RunConfig config(String dst) {
        return config(dst, Networks.methodOf(dst, "hrbp"), "random");
    }

    private static RunOutput quiet() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new RunOutput(nowhere, nowhere, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrbp", "rigl", "set", "deepr", "dsr"})
    void updatesAreCountedAndKeepTheBudget(String dst) throws IOException {
        Path run = dir.resolve("run");
        RunReport report = TrainRun.start(config(dst), run, null, quiet());

        // every second step before step 8 of 9
        assertThat(report.topologyUpdates()).isEqualTo(3);
        assertThat(report.dst()).isEqualTo(dst);
        assertThat(report.unitsGrown()).isEqualTo(report.unitsDropped());
        Checkpoint end = Checkpoint.read(run.resolve("checkpoint.zip"));
        assertThat(end.state().topology()).extracting(TopologyMetrics::step).containsExactly(2L, 4L, 6L);
        assertThat(KeptWeights.of(end.net()).kept())
                .isEqualTo(end.state().epochs().get(0).weightsKept())
                .isEqualTo(report.weightsKept());
        assertThat(report.everLivedRate()).isEqualTo(end.everLived().rate()).isLessThan(1);
        assertThat(new RunFolder(run).updates()).isEqualTo(end.state().topology());
        List<String> lines = Files.readAllLines(run.resolve("topology.csv"));
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo(TopologyMetrics.CSV_HEADER);
    }

    @Test
    void gradientsMoveTheTopology() {
        RunReport report = TrainRun.start(config("hrbp"), dir.resolve("run"), null, quiet());
        assertThat(report.unitsGrown()).isPositive();
        assertThat(report.everLivedRate()).isGreaterThan(report.densityActual());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hrbp", "rigl", "set", "deepr", "dsr"})
    void aRunThatEndedInTheSecondEpochGoesOnToTheSameBits(String dst) throws IOException {
        RunConfig config = config(dst);
        Path whole = dir.resolve("whole");
        TrainRun.start(config, whole, null, quiet());

        Path broken = dir.resolve("broken");
        StopAfterFirst output = new StopAfterFirst();
        assertThatThrownBy(() -> TrainRun.start(config, broken, null, output.output()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stop");
        assertThat(Checkpoint.read(broken.resolve("checkpoint.zip")).state().epochsDone())
                .isEqualTo(1);
        TrainRun.resume(config, broken, null, quiet());

        Checkpoint a = Checkpoint.read(whole.resolve("checkpoint.zip"));
        Checkpoint b = Checkpoint.read(broken.resolve("checkpoint.zip"));
        assertThat(b.net().params().toFloatVector()).isEqualTo(a.net().params().toFloatVector());
        assertThat(b.net().getUpdater().getUpdaterStateViewArray().toFloatVector())
                .isEqualTo(a.net().getUpdater().getUpdaterStateViewArray().toFloatVector());
        assertThat(b.state().topology()).isEqualTo(a.state().topology());
        assertThat(b.everLived().toBytes()).isEqualTo(a.everLived().toBytes());
    }

    /** An output that fails at the line of the first epoch, which comes after its checkpoint. */
    private static final class StopAfterFirst extends Writer {
        private RunOutput output() {
            return new RunOutput(new PrintWriter(this, true), new PrintWriter(Writer.nullWriter()), false);
        }

        @Override
        public void write(char[] text, int offset, int length) {
            if (new String(text, offset, length).startsWith("epoch 1/")) {
                throw new IllegalStateException("stop");
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rigl | HRBP | random | --dst rigl updates patterns of structure unstructured",
                "hrbp | RU | random | --dst hrbp updates patterns of structure hrbp",
                "rigl | LTH | magnitude | does not go with --method lth",
                "dsr | RU | magnitude | --dst dsr needs layers with room for more weights",
                "sgd | RU | random | --dst sgd is unknown, choose one of none, hrbp, rigl, set, deepr, dsr"
            })
    void whatDoesNotGoTogetherIsRefusedFirst(String dst, Method method, String score, String message) {
        Path out = dir.resolve("run");
        assertThatThrownBy(() -> TrainRun.start(config(dst, method, score), out, null, quiet()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
        assertThat(out).doesNotExist();
    }
}
