/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.ColumnData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hrbp.examples.console.Columns;
import org.jspecify.annotations.Nullable;

/** The rows of whole steps for people. */
public final class StepTable {
    private StepTable() {}

    /**
     * Makes the table.
     *
     * @param rows at least one; the others are compared with the first
     * @return several lines
     */
    public static String of(List<StepRow> rows) {
        double first = rows.get(0).medianS();
        List<ColumnData<StepRow>> columns = new ArrayList<>(List.of(
                Columns.text("kernel").with(StepRow::kernel),
                Columns.text("structure").with(StepRow::structure),
                Columns.number("sparsity").with(row -> format("%.2f", row.sparsity())),
                Columns.number("median s").with(row -> format("%.4f", row.medianS())),
                Columns.number("min s").with(row -> format("%.4f", row.minS())),
                Columns.number("model s").with(row -> format("%.4f", row.modelS())),
                Columns.number("speed-up").with(row -> format("%.2f", first / row.medianS())),
                Columns.number("GFLOP/s").with(row -> format("%.1f", row.gflops())),
                Columns.number("conv %").with(row -> share(row, "conv_")),
                Columns.number("framework %").with(row -> share(row, "framework")),
                Columns.number("MB/step").with(row -> format("%.2f", row.allocatedMbPerStep())),
                Columns.number("peak MB").with(row -> format("%.0f", row.peakRssMb()))));
        if (rows.stream().anyMatch(row -> row.vsPeer() != null)) {
            columns.add(Columns.number("vs PyTorch").with(row -> format("%.2f", row.vsPeer())));
        }
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .data(rows, columns)
                .asString();
    }

    /** Share of the parts whose names begin so in the mean step. */
    private static String share(StepRow row, String prefix) {
        if (row.breakdown() == null) {
            return "";
        }
        double part = 0;
        double all = 0;
        for (Map.Entry<String, Double> entry : row.breakdown().entrySet()) {
            all += entry.getValue();
            part += entry.getKey().startsWith(prefix) ? entry.getValue() : 0;
        }
        return format("%.0f", 100 * part / all);
    }

    static String format(String format, @Nullable Double value) {
        return value == null ? "" : String.format(Locale.ROOT, format, value);
    }
}
