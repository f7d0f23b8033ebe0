/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import com.github.freva.asciitable.AsciiTable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.console.Columns;
import org.hrbp.examples.plot.Png;
import org.hrbp.examples.plot.TopologyChart;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunFolder;
import org.hrbp.listener.TopologyMetrics;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hrbp topology}: how the patterns of runs with dynamic sparse training moved. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description = "Sums up the topology updates of run folders, and draws them.")
public final class TopologyCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "RUN", description = "Run folders of hrbp train --dst.")
    private List<Path> folders = List.of();

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "PNG of churn and of the share of weights that ever lived, over the steps.")
    private @Nullable Path plot;

    /** Made by picocli. */
    public TopologyCommand() {}

    @Override
    public Integer call() {
        Map<String, List<TopologyMetrics>> runs = new LinkedHashMap<>();
        for (Path folder : folders) {
            List<TopologyMetrics> updates = new RunFolder(folder).updates();
            if (updates.isEmpty()) {
                throw new RefusedException(folder + " has no checkpoint with topology updates");
            }
            if (runs.putIfAbsent(
                            folder.toAbsolutePath().normalize().getFileName().toString(), updates)
                    != null) {
                throw new RefusedException(folder + " has the name of another run; rename one, names tell them apart");
            }
        }
        if (plot != null) {
            Png.write(plot, TopologyChart.of(runs));
        }
        Objects.requireNonNull(spec).commandLine().getOut().println(table(runs));
        return 0;
    }

    private static String table(Map<String, List<TopologyMetrics>> runs) {
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .data(
                        runs.entrySet(),
                        List.of(
                                Columns.text("run").with(run -> run.getKey()),
                                Columns.number("updates")
                                        .with(run -> Columns.format(
                                                "%d", run.getValue().size())),
                                Columns.number("dropped").with(run -> Columns.format("%d", dropped(run.getValue()))),
                                Columns.number("returned").with(run -> Columns.format("%d", returned(run.getValue()))),
                                Columns.number("mean churn").with(run -> Columns.format("%.3f", churn(run.getValue()))),
                                Columns.number("density")
                                        .with(run -> Columns.format(
                                                "%.4f", last(run.getValue()).density())),
                                Columns.number("ever lived")
                                        .with(run -> Columns.format(
                                                "%.4f", last(run.getValue()).everLivedRate()))))
                .asString();
    }

    private static long dropped(List<TopologyMetrics> rows) {
        return rows.stream().mapToLong(TopologyMetrics::dropped).sum();
    }

    private static long returned(List<TopologyMetrics> rows) {
        return rows.stream().mapToLong(TopologyMetrics::returned).sum();
    }

    private static double churn(List<TopologyMetrics> rows) {
        return rows.stream().mapToDouble(TopologyMetrics::churn).average().orElse(0);
    }

    private static TopologyMetrics last(List<TopologyMetrics> rows) {
        return rows.get(rows.size() - 1);
    }
}
