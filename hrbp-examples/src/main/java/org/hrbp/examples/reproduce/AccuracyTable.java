/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The accuracies of runs beside the deck's, one table for each net and data set. */
final class AccuracyTable {
    private static final List<String> HEADER = List.of(
            "method",
            "sparsity",
            "kept weights",
            "deck",
            "ours, last epoch",
            "95 % interval",
            "seeds",
            "ours, best epoch",
            "top-5",
            "ours - deck",
            "dense - ours",
            "dense - deck",
            "epochs");

    private final Deck deck = Deck.read();
    private final boolean variants;

    /** With {@code variants}, lines say which positions and scores they have. */
    AccuracyTable(boolean variants) {
        this.variants = variants;
    }

    void write(Markdown text, List<ResultRow> rows) {
        Map<String, List<ResultRow>> tables = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> Headings.of(row.net(), row.data()), LinkedHashMap::new, Collectors.toList()));
        tables.forEach(
                (title, its) -> text.heading(2, title).table(HEADER, lines(its)).paragraph(madeBy(its)));
    }

    private static String madeBy(List<ResultRow> rows) {
        return "Trained by " + Markdown.all(rows, ResultRow::kernel) + " kernels on "
                + Markdown.all(rows, ResultRow::cpu)
                + ", Java " + Markdown.all(rows, ResultRow::java) + ", commit " + Markdown.all(rows, ResultRow::commit)
                + ".";
    }

    private List<List<String>> lines(List<ResultRow> rows) {
        Map<String, List<ResultRow>> groups =
                rows.stream().collect(Collectors.groupingBy(ResultRow::key, LinkedHashMap::new, Collectors.toList()));
        List<Double> dense = rows.stream()
                .filter(row -> row.method().equals(TableMethod.DENSE.id()))
                .map(row -> 100 * row.testAccuracy())
                .toList();
        List<List<String>> lines = new ArrayList<>();
        groups.values().forEach(group -> lines.add(line(group, dense)));
        return lines;
    }

    private List<String> line(List<ResultRow> group, List<Double> dense) {
        ResultRow row = group.get(0);
        Sample last = sample(group, ResultRow::testAccuracy);
        Sample best = sample(group, ResultRow::bestTestAccuracy);
        Optional<Deck.Value> printed = variants ? Optional.empty() : deck(row, row.method(), row.sparsity());
        Optional<Deck.Value> printedDense = variants ? Optional.empty() : deck(row, TableMethod.DENSE.id(), 0);
        double ourDense = dense.isEmpty() ? Double.NaN : Sample.of(dense).mean();
        return List.of(
                name(row),
                Markdown.percent(row.sparsity()),
                String.format(Locale.ROOT, "%,d", row.weightsKept()),
                printed.map(AccuracyTable::printed).orElse(Markdown.NONE),
                plusMinus(last),
                Markdown.number("± %.2f", last.halfWidth()),
                Integer.toString(last.count()),
                Markdown.number("%.2f", best.mean()),
                Markdown.number("%.2f", sample(group, ResultRow::top5Accuracy).mean())
                        + printed.map(Deck.Value::top5)
                                .map(d -> Markdown.number(" (deck %.2f)", d))
                                .orElse(""),
                Markdown.number(
                        "%+.2f", printed.map(d -> last.mean() - d.accuracy()).orElse(null)),
                Markdown.number("%+.2f", ourDense - last.mean()),
                Markdown.number(
                        "%+.2f",
                        printed.flatMap(d -> printedDense.map(full -> full.accuracy() - d.accuracy()))
                                .orElse(null)),
                row.epochs() + (row.trainings() > 1 ? ", the last of " + row.trainings() + " trainings" : ""));
    }

    private Optional<Deck.Value> deck(ResultRow row, String method, double sparsity) {
        return deck.value(row.net(), row.data(), method, sparsity);
    }

    private String name(ResultRow row) {
        return variants
                ? row.title() + ", " + Markdown.plain(row.positions()) + " of 9 positions, " + row.score() + " score"
                : row.title();
    }

    private static Sample sample(List<ResultRow> group, ToDoubleFunction<ResultRow> value) {
        return Sample.of(
                group.stream().map(row -> 100 * value.applyAsDouble(row)).toList());
    }

    private static String plusMinus(Sample sample) {
        return Markdown.number("%.2f", sample.mean())
                + (sample.count() > 1 ? Markdown.number(" ± %.2f", sample.deviation()) : "");
    }

    private static String printed(Deck.Value value) {
        return Markdown.number("%.2f", value.accuracy())
                + (value.deviation() == null ? "" : Markdown.number(" ± %.2f", value.deviation()));
    }
}
