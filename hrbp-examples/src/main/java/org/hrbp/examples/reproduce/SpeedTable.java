/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The speed of training steps beside the deck's, one table for each net. */
final class SpeedTable {
    private static final List<String> HEADER = List.of(
            "method",
            "sparsity",
            "deck",
            "ours, over dense on the same kernels",
            "least steps",
            "over PyTorch dense",
            "over the fastest dense DL4J",
            "seconds per step",
            "of dense",
            "multiply-adds of dense",
            "bound by multiply-adds");

    private final Deck deck = Deck.read();
    private final List<PeerRow> peers;

    SpeedTable(List<PeerRow> peers) {
        this.peers = peers;
    }

    void write(Markdown text, List<SpeedRow> rows) {
        Map<String, List<SpeedRow>> nets =
                rows.stream().collect(Collectors.groupingBy(SpeedRow::net, LinkedHashMap::new, Collectors.toList()));
        nets.forEach((net, its) -> {
            List<List<String>> lines = new ArrayList<>();
            its.stream().sorted(Comparator.comparingDouble(SpeedRow::sparsity)).forEach(row -> lines.add(line(row)));
            text.heading(2, "Training steps, " + Headings.of(net))
                    .table(HEADER, lines)
                    .paragraph("Whole training steps, batch " + Markdown.all(its, SpeedRow::batch) + ", "
                            + Markdown.all(its, SpeedRow::steps)
                            + " timed steps of each in turns with the dense net, medians; "
                            + Markdown.all(its, SpeedRow::kernel)
                            + " kernels, " + Markdown.all(its, SpeedRow::threads) + " threads, "
                            + Markdown.all(its, SpeedRow::cpu)
                            + ", Java " + Markdown.all(its, SpeedRow::java) + ", commit "
                            + Markdown.all(its, SpeedRow::commit) + ".");
        });
    }

    private List<String> line(SpeedRow row) {
        Optional<SpeedVariant> variant = SpeedVariant.byId(row.method());
        TableMethod method = variant.map(SpeedVariant::method).orElseGet(() -> TableMethod.byId(row.method()));
        // the deck has no speeds of other positions
        Optional<Deck.Value> printed =
                row.positions() > 0 ? Optional.empty() : deck.speed(row.net(), method.id(), row.sparsity());
        String title = variant.map(SpeedVariant::title).orElseGet(method::title);
        return List.of(
                row.positions() > 0 ? title + ", " + Markdown.plain(row.positions()) + " of 9 positions" : title,
                Markdown.percent(row.sparsity()),
                printed.map(Deck.Value::speedup)
                        .map(Markdown::plain)
                        .map(x -> x + "x")
                        .orElse(Markdown.NONE),
                Markdown.number("%.2fx", row.speedup()),
                Markdown.number("%.2fx", row.minSpeedup()),
                over(row, Peers.TORCH),
                over(row, Peers.DL4J),
                Markdown.number("%.4f", row.medianS()),
                Markdown.number("%.4f", row.denseS()),
                Markdown.number("%.3f", row.multiplyAddShare()),
                Markdown.number("%.1fx", 1 / row.multiplyAddShare()));
    }

    /** By way of our dense step; over the fastest of the peer's ways to compute. */
    private String over(SpeedRow row, String peer) {
        OptionalDouble least = peers.stream()
                .filter(one -> one.net().equals(row.net()) && one.batch() == row.batch())
                .filter(one -> one.peer().startsWith(peer))
                .mapToDouble(PeerRow::ratio)
                .min();
        return least.isPresent() ? Markdown.number("%.2fx", row.speedup() * least.getAsDouble()) : Markdown.NONE;
    }
}
