/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.plot.PatternView;
import org.hrbp.examples.plot.Png;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.Pattern;

/** What becomes of the blocks of trained nets in the backward pass, as numbers and as a picture of one layer. */
final class BlockReport {
    /** Narrow enough to see, and with several groups. */
    private static final int PICTURE_CHANNELS = 32;

    private BlockReport() {}

    /** The rows of every trained net; also writes a picture for each method and view. */
    static List<BlockRow> of(List<Cell> cells, GridFolder folder, RunOutput output) {
        List<BlockRow> rows = new ArrayList<>();
        for (Cell cell : folder.trained(cells, output)) {
            Map<String, Pattern> patterns = patterns(folder.run(cell).network());
            patterns.forEach((layer, pattern) -> rows.add(BlockRow.of(cell, layer, pattern)));
            draw(cell, patterns, folder.path());
        }
        return rows;
    }

    /** Convolutions with a kernel of more than one position: in others the backward pass is the transposed forward one. */
    private static Map<String, Pattern> patterns(ComputationGraph net) {
        Map<String, Pattern> all = new LinkedHashMap<>();
        for (NamedLayer named : NamedLayer.of(net)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer layer
                    && layer.pattern().shape().positions() > 1
                    && !layer.patternState().structureId().equals(DenseStructure.ID)) {
                all.put(named.name(), layer.pattern());
            }
        }
        return all;
    }

    private static void draw(Cell cell, Map<String, Pattern> patterns, Path folder) {
        patterns.values().stream()
                .filter(pattern -> pattern.shape().channels() <= PICTURE_CHANNELS
                        && pattern.keptCount() < pattern.shape().size())
                .findFirst()
                .ifPresent(pattern -> {
                    for (PatternView view : PatternView.values()) {
                        String name = "blocks-" + cell.folder() + "-" + view.fileName() + ".png";
                        Png.write(folder.resolve(name), view.draw(pattern));
                    }
                });
    }

    static void write(Markdown text, List<BlockRow> rows) {
        Map<String, List<BlockRow>> nets =
                rows.stream().collect(Collectors.groupingBy(BlockReport::net, LinkedHashMap::new, Collectors.toList()));
        nets.forEach((net, its) -> writeNet(text.heading(2, net), its));
    }

    private static String net(BlockRow row) {
        return "Blocks, " + Headings.of(row.net(), row.data()) + " at " + Markdown.percent(row.sparsity())
                + " sparsity";
    }

    private static void writeNet(Markdown text, List<BlockRow> rows) {
        Map<String, List<BlockRow>> methods =
                rows.stream().collect(Collectors.groupingBy(BlockRow::method, LinkedHashMap::new, Collectors.toList()));
        List<List<String>> lines = new ArrayList<>();
        methods.forEach((method, its) -> lines.add(List.of(
                TableMethod.byId(method).title(),
                Integer.toString(its.size()),
                Integer.toString(its.stream().mapToInt(BlockRow::blocks).sum()),
                percent(fill(its, BlockRow::fillForward)),
                percent(fill(its, BlockRow::fillBackward)),
                percent(its.stream().mapToDouble(BlockRow::fillBackward).min().orElse(0)),
                percent(its.stream().mapToDouble(BlockRow::fillBackward).max().orElse(0)))));
        text.table(
                List.of(
                        "method",
                        "layers",
                        "blocks",
                        "full in W",
                        "full in W'",
                        "least full layer in W'",
                        "fullest layer in W'"),
                lines);
    }

    /** Of all layers together. */
    private static double fill(List<BlockRow> rows, ToDoubleFunction<BlockRow> fill) {
        double weights = rows.stream().mapToLong(BlockRow::weights).sum();
        double area = rows.stream()
                .mapToDouble(row -> row.weights() / fill.applyAsDouble(row))
                .sum();
        return weights / area;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
