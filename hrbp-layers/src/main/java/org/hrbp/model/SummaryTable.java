/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The text form of a summary. */
final class SummaryTable {
    private static final List<String> HEADER = List.of(
            "layer",
            "structure",
            "shape",
            "weights",
            "kept",
            "target",
            "density",
            "groups",
            "channels",
            "positions",
            "dead",
            "zero kernels",
            "weight B",
            "index B",
            "updater B",
            "FLOPs",
            "tiles y dx dw");

    /** The first three columns are text and stand left, the others stand right. */
    private static final int TEXT_COLUMNS = 3;

    private SummaryTable() {}

    static String format(HrbpSummary summary) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADER);
        summary.rows().forEach(row -> lines.add(cells(row)));
        lines.add(totals(summary));
        int[] widths = new int[HEADER.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> append(text, line, widths));
        return text.toString();
    }

    private static List<String> cells(HrbpSummary.Row row) {
        return List.of(
                row.name(),
                row.structure(),
                row.shape(),
                number(row.weights()),
                number(row.kept()),
                share(row.densityTarget()),
                share(row.densityActual()),
                number(row.groups()),
                range(row.minChannels(), row.maxChannels()),
                range(row.minPositions(), row.maxPositions()),
                number(row.deadChannels()),
                share(row.zeroKernelShare()),
                number(row.weightBytes()),
                number(row.indexBytes()),
                number(row.updaterBytes()),
                flops(row.forwardFlops()),
                row.kernelTiles());
    }

    private static List<String> totals(HrbpSummary summary) {
        return List.of(
                "total",
                "",
                "",
                number(summary.weights()),
                number(summary.kept()),
                "",
                share(summary.density()),
                "",
                "",
                "",
                "",
                "",
                number(summary.weightBytes()),
                number(summary.indexBytes()),
                number(summary.updaterBytes()),
                flops(summary.forwardFlops()),
                "");
    }

    private static void append(StringBuilder text, List<String> line, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String pattern = "%" + (i < TEXT_COLUMNS ? "-" : "") + widths[i] + "s  ";
            out.append(String.format(Locale.ROOT, pattern, line.get(i)));
        }
        text.append(out.toString().stripTrailing()).append(System.lineSeparator());
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String share(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String range(int min, int max) {
        return min == max ? Integer.toString(min) : min + ".." + max;
    }

    private static String flops(OptionalLong flops) {
        return flops.isPresent() ? number(flops.getAsLong()) : "?";
    }
}
