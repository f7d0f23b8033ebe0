/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.List;
import java.util.Locale;

/**
 * What becomes of every layer and vertex of a model, and why. {@link #toString()} is a table for people.
 *
 * @param rows one row per layer or vertex, in forward order
 */
public record SparsifyReport(List<Row> rows) {
    /**
     * One layer or vertex.
     *
     * @param name name of the layer or vertex
     * @param kind what it is, with its wrapper if it has one
     * @param becomes what it becomes; the same as {@code kind} if it stays
     * @param note why it is dense or stays as it is, or what it is in the new model
     * @param weights weights that count in the budget, 0 if it has none
     * @param kept weights that are kept
     */
    public record Row(String name, String kind, String becomes, String note, long weights, long kept) {
        /**
         * Whether the layer or vertex is replaced.
         *
         * @return true if it becomes something else
         */
        public boolean swapped() {
            return !kind.equals(becomes);
        }
    }

    /**
     * Copies the rows.
     *
     * @param rows one row per layer or vertex
     */
    public SparsifyReport {
        rows = List.copyOf(rows);
    }

    /**
     * Weights that count in the budget.
     *
     * @return sum over the rows
     */
    public long weights() {
        return rows.stream().mapToLong(Row::weights).sum();
    }

    /**
     * Weights that are kept.
     *
     * @return sum over the rows
     */
    public long kept() {
        return rows.stream().mapToLong(Row::kept).sum();
    }

    /**
     * Kept weights over all weights.
     *
     * @return a number in (0, 1]; 1 for a model without weights
     */
    public double density() {
        return weights() == 0 ? 1 : (double) kept() / weights();
    }

    /**
     * Finds a layer or vertex.
     *
     * @param name its name
     * @return its row
     * @throws IllegalArgumentException if there is none of that name
     */
    public Row row(String name) {
        return rows.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is not one of "
                        + rows.stream().map(Row::name).toList()));
    }

    @Override
    public String toString() {
        int name = width(rows.stream().map(Row::name).toList());
        int kind = width(rows.stream().map(Row::kind).toList());
        int becomes = width(rows.stream().map(Row::becomes).toList());
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            String size = row.weights() == 0
                    ? ""
                    : String.format(Locale.ROOT, "%,d of %,d weights; ", row.kept(), row.weights());
            String format = "%-" + name + "s  %-" + kind + "s  %s  %-" + becomes + "s  %s%s";
            text.append(String.format(
                            Locale.ROOT,
                            format,
                            row.name(),
                            row.kind(),
                            row.swapped() ? "->" : "==",
                            row.swapped() ? row.becomes() : "",
                            size,
                            row.note())
                    .stripTrailing());
            text.append(System.lineSeparator());
        }
        return text.append(String.format(
                        Locale.ROOT, "kept %,d of %,d weights, density %.4f", kept(), weights(), density()))
                .toString();
    }

    private static int width(List<String> texts) {
        return Math.max(1, texts.stream().mapToInt(String::length).max().orElse(1));
    }
}
