/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import static org.hrbp.examples.bench.StepTable.format;

import com.github.freva.asciitable.AsciiTable;
import java.util.List;
import java.util.Locale;
import org.hrbp.examples.console.Columns;

/** The rows of single layers for people. */
public final class LayerTable {
    private LayerTable() {}

    /**
     * Makes the table.
     *
     * @param rows at least one
     * @return several lines, with the machine's ceilings in the last one
     */
    public static String of(List<LayerRow> rows) {
        String table = AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .data(
                        rows,
                        List.of(
                                Columns.text("layer").with(LayerRow::layer),
                                Columns.number("layers").with(row -> Integer.toString(row.layers())),
                                Columns.text("shape").with(LayerRow::shape),
                                Columns.text("output").with(LayerRow::output),
                                Columns.text("structure").with(LayerRow::structure),
                                Columns.number("sparsity").with(row -> format("%.2f", row.sparsity())),
                                Columns.text("pass").with(LayerRow::pass),
                                Columns.number("median ms").with(row -> format("%.3f", 1e3 * row.medianS())),
                                Columns.number("min ms").with(row -> format("%.3f", 1e3 * row.minS())),
                                Columns.number("GFLOP/s").with(row -> format("%.1f", row.gflops())),
                                Columns.number("GB/s").with(row -> format("%.2f", row.gbytesPerS()))))
                .asString();
        LayerRow any = rows.get(0);
        return table
                + String.format(
                        Locale.ROOT,
                        "%nThis machine with %d threads: %.0f GFLOP/s of multiply-adds, %.1f GB/s of copying.",
                        any.threads(),
                        any.fmaGflops(),
                        any.copyGbS());
    }
}
