/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.evolve.EverLived;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.listener.TopologyMetrics;
import org.jspecify.annotations.Nullable;

/** The topology updates of a run with dynamic sparse training; there are none in a run with static patterns. */
final class Topology {
    private final List<TopologyMetrics> rows;
    private final EverLived everLived;
    private final @Nullable HrbpDstListener listener;

    Topology(RunConfig config, Checkpoint start, long totalSteps) {
        rows = new ArrayList<>(start.state().topology());
        everLived = start.everLived();
        listener = config.dst().equals(Networks.STATIC) ? null : listener(config, totalSteps);
    }

    private HrbpDstListener listener(RunConfig config, long totalSteps) {
        try {
            return HrbpDstListener.builder()
                    .method(config.dst())
                    .totalSteps(totalSteps)
                    .interval(config.interval())
                    .dropFraction(config.dropFraction())
                    .until(config.until())
                    .seed(config.seed())
                    .everLived(everLived)
                    .rows(rows::add)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new RefusedException("--dst " + config.dst() + ": " + OneLine.of(e));
        }
    }

    void attach(ComputationGraph net) {
        if (listener != null) {
            net.setListeners(listener);
        }
    }

    /** Every update so far, of earlier sessions of the run as well. */
    List<TopologyMetrics> rows() {
        return rows;
    }

    EverLived everLived() {
        return everLived;
    }

    /** Share of all weights that ever lived; with static patterns that is the density. */
    double everLivedRate(double density) {
        return listener == null ? density : everLived.rate();
    }

    double lastChurn() {
        return rows.isEmpty() ? 0 : rows.get(rows.size() - 1).churn();
    }

    /** The header of {@code topology.csv}. */
    static List<String> columns() {
        return List.of(TopologyMetrics.CSV_HEADER.split(","));
    }

    /** The lines of {@code topology.csv}. */
    static List<List<String>> values(List<TopologyMetrics> rows) {
        return rows.stream().map(row -> List.of(row.toCsv().split(","))).toList();
    }

    /** What the progress line says of the last update; nothing before it. */
    String progress() {
        if (rows.isEmpty()) {
            return "";
        }
        TopologyMetrics last = rows.get(rows.size() - 1);
        return String.format(
                Locale.ROOT,
                "  density %.4f  churn %.3f  ever lived %.3f",
                last.density(),
                last.churn(),
                last.everLivedRate());
    }

    static long dropped(List<TopologyMetrics> rows) {
        return rows.stream().mapToLong(TopologyMetrics::dropped).sum();
    }

    static long grown(List<TopologyMetrics> rows) {
        return rows.stream().mapToLong(TopologyMetrics::grown).sum();
    }
}
