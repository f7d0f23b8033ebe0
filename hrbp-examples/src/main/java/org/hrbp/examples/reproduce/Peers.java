/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hrbp.examples.bench.Baseline;
import org.hrbp.examples.bench.BaselineRuns;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.bench.StepBench;
import org.hrbp.examples.bench.StepRow;
import org.hrbp.examples.bench.TorchMode;
import org.hrbp.examples.run.Environment;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.kernel.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * The dense nets of other frameworks, where they are at hand.
 *
 * @param python Python with PyTorch, or null for none
 * @param onednnJar ND4J's native library with oneDNN, the fastest dense DL4J, or null for none
 */
public record Peers(@Nullable String python, @Nullable Path onednnJar) {
    /** What the names of all of its ways to compute begin with. */
    static final String TORCH = "pytorch";

    /** The same of DL4J's own networks. */
    static final String DL4J = "dl4j";

    private static final int WARM_UP = 5;

    /** Checks that the library is there. */
    void check() {
        if (onednnJar != null) {
            baselines(1).check();
        }
    }

    /** Checks that Python, if there is one, can make such a net: it measures it after hours of training. */
    void checkPython(String net, int batch) {
        if (python != null) {
            StepBench.requirePeer(config(net, batch, 1), python);
        }
    }

    private static BenchConfig config(String net, int batch, int steps) {
        return new BenchConfig(
                net, List.of("dense"), List.of(0.0), "uniform", batch, Math.min(WARM_UP, steps), steps, 1);
    }

    private BaselineRuns baselines(int steps) {
        return new BaselineRuns(List.of(Baseline.ONEDNN), 1, steps, onednnJar);
    }

    /** Those that are not among these rows with this net and batch. */
    Peers missing(List<PeerRow> rows, String net, int batch) {
        List<String> there = rows.stream()
                .filter(row -> row.net().equals(net) && row.batch() == batch)
                .map(PeerRow::peer)
                .toList();
        return new Peers(has(there, TORCH) ? null : python, has(there, DL4J) ? null : onednnJar);
    }

    private static boolean has(List<String> names, String peer) {
        return names.stream().anyMatch(name -> name.startsWith(peer));
    }

    /** Measures a net. */
    List<PeerRow> measure(String net, int batch, int steps, RunOutput output) {
        BenchConfig config = config(net, batch, steps);
        List<PeerRow> all = new ArrayList<>();
        if (python != null) {
            all.addAll(
                    rows(net, StepBench.runWithPeer(config, TorchMode.all(false, false), python, output, rows -> {})));
        }
        if (onednnJar != null) {
            all.addAll(rows(net, StepBench.run(config, baselines(Math.min(3, steps)), output, rows -> {})));
        }
        return all;
    }

    private static List<PeerRow> rows(String net, List<StepRow> rows) {
        StepRow ours = rows.stream().filter(Peers::ours).findFirst().orElseThrow();
        return rows.stream()
                .filter(row -> !ours(row))
                .map(row -> new PeerRow(
                        net,
                        row.kernel(),
                        row.batch(),
                        row.medianS(),
                        ours.medianS(),
                        row.medianS() / ours.medianS(),
                        row.version() == null ? "" : row.version(),
                        Environment.commit()))
                .toList();
    }

    private static boolean ours(StepRow row) {
        return row.kernel().equals(Kernels.active());
    }
}
