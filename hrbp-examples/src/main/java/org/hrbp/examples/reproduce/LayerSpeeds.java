/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.bench.LayerBench;
import org.hrbp.examples.bench.LayerRow;
import org.hrbp.examples.run.Environment;
import org.hrbp.examples.run.Method;
import org.hrbp.examples.run.RunOutput;

/** The layers of a net at inference, sparse beside dense, one image and more. */
final class LayerSpeeds {
    private static final List<Integer> BATCHES = List.of(1, 16, 128);
    private static final String DENSE = "dense";
    private static final int WARM_UP = 200;

    private LayerSpeeds() {}

    static List<LayerSpeedRow> measure(String net, List<Double> sparsities, int steps, RunOutput output) {
        List<LayerSpeedRow> rows = new ArrayList<>();
        for (int batch : BATCHES) {
            BenchConfig config = new BenchConfig(
                    net,
                    List.of(DENSE, Method.HRBP.structure()),
                    sparsities,
                    Method.HRBP.allocation(),
                    batch,
                    steps == 1 ? 1 : WARM_UP,
                    steps,
                    1);
            Map<String, LayerRow> dense = new LinkedHashMap<>();
            for (LayerRow row : LayerBench.forward(config, output)) {
                String shape = row.shape() + row.input() + row.output();
                if (row.structure().equals(DENSE)) {
                    dense.put(shape, row);
                } else if (dense.containsKey(shape)) {
                    rows.add(row(dense.get(shape), row));
                }
            }
        }
        return rows;
    }

    private static LayerSpeedRow row(LayerRow dense, LayerRow sparse) {
        return new LayerSpeedRow(
                sparse.net(),
                sparse.layer(),
                sparse.layers(),
                sparse.shape(),
                sparse.output(),
                sparse.sparsity(),
                1 - (double) sparse.keptWeights() / sparse.weights(),
                sparse.batch(),
                dense.medianS(),
                sparse.medianS(),
                dense.medianS() / sparse.medianS(),
                sparse.steps(),
                sparse.kernel(),
                sparse.threads(),
                sparse.jdk(),
                Environment.commit());
    }

    /** A line for each shape, a column for each batch. */
    static void write(Markdown text, List<LayerSpeedRow> rows) {
        Map<List<Object>, List<LayerSpeedRow>> nets = rows.stream()
                .collect(Collectors.groupingBy(LayerSpeedRow::key, LinkedHashMap::new, Collectors.toList()));
        nets.values().forEach(its -> {
            List<String> header = new ArrayList<>(List.of("layer", "output", "(sparsity)"));
            BATCHES.forEach(batch -> header.addAll(List.of(
                    "batch " + batch + ", dense ms", "batch " + batch + ", sparse ms", "batch " + batch + ", times")));
            Map<String, List<LayerSpeedRow>> layers = its.stream()
                    .collect(Collectors.groupingBy(LayerSpeedRow::layer, LinkedHashMap::new, Collectors.toList()));
            List<List<String>> lines = new ArrayList<>();
            layers.values().forEach(layer -> lines.add(line(layer)));
            LayerSpeedRow any = its.get(0);
            text.heading(2, Headings.of(any.net()) + " at " + Markdown.percent(any.sparsity()) + " sparsity")
                    .table(header, lines)
                    .paragraph("Forward passes of single layers, " + any.steps()
                            + " timed passes of each in turns with the dense layer, medians; " + any.kernel()
                            + " kernels, " + any.threads() + " threads, Java " + any.java() + ", commit "
                            + any.commit() + ".");
        });
    }

    private static List<String> line(List<LayerSpeedRow> layer) {
        LayerSpeedRow first = layer.get(0);
        List<String> cells = new ArrayList<>(List.of(
                first.layer() + (first.layers() > 1 ? " (" + first.layers() + " alike)" : ""),
                first.output(),
                String.format(Locale.ROOT, "(%.3f)", first.layerSparsity())));
        for (int batch : BATCHES) {
            LayerSpeedRow row = layer.stream()
                    .filter(one -> one.batch() == batch)
                    .findFirst()
                    .orElse(null);
            cells.add(row == null ? Markdown.NONE : Markdown.number("%.3f", 1e3 * row.denseS()));
            cells.add(row == null ? Markdown.NONE : Markdown.number("%.3f", 1e3 * row.sparseS()));
            cells.add(row == null ? Markdown.NONE : times(row.speedup()));
        }
        return cells;
    }

    private static String times(double speedup) {
        String text = String.format(Locale.ROOT, "%.2fx", speedup);
        return speedup < 1 ? "**" + text + " (slower)**" : text;
    }
}
