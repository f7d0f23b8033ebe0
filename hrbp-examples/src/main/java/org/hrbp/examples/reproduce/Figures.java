/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hrbp.examples.plot.Charts;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** Curves over sparsity, a line for each method. */
final class Figures {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 500;

    private Figures() {}

    /** A point of a curve; {@code error} is half an interval, NaN for none. */
    private record Point(double sparsity, double value, double error) {}

    /** A figure for each net and data set; with {@code variants}, curves say which positions and scores they have. */
    static void accuracy(Path folder, List<ResultRow> rows, boolean variants) {
        Map<String, List<ResultRow>> figures = rows.stream()
                .filter(row -> row.sparsity() > 0)
                .collect(Collectors.groupingBy(
                        row -> row.net() + "-" + row.data(), LinkedHashMap::new, Collectors.toList()));
        figures.forEach((name, its) -> {
            Map<String, List<Point>> curves = new LinkedHashMap<>();
            its.stream()
                    .collect(Collectors.groupingBy(
                            row -> curve(row, variants),
                            LinkedHashMap::new,
                            Collectors.groupingBy(ResultRow::sparsity, TreeMap::new, Collectors.toList())))
                    .forEach((method, points) -> curves.put(method, accuracies(points)));
            String title = Headings.of(its.get(0).net(), its.get(0).data());
            draw(folder, "accuracy-" + name, chart(title, "test accuracy, last epoch (%)"), curves);
        });
    }

    private static String curve(ResultRow row, boolean variants) {
        return variants ? row.title() + " n=" + Markdown.plain(row.positions()) + " " + row.score() : row.title();
    }

    private static List<Point> accuracies(Map<Double, List<ResultRow>> bySparsity) {
        List<Point> points = new ArrayList<>();
        bySparsity.forEach((sparsity, rows) -> {
            Sample sample =
                    Sample.of(rows.stream().map(row -> 100 * row.testAccuracy()).toList());
            points.add(new Point(sparsity, sample.mean(), sample.halfWidth()));
        });
        return points;
    }

    /** A figure for each net. */
    static void speed(Path folder, List<SpeedRow> rows) {
        Map<String, List<SpeedRow>> figures =
                rows.stream().collect(Collectors.groupingBy(SpeedRow::net, LinkedHashMap::new, Collectors.toList()));
        figures.forEach((net, its) -> {
            Map<String, List<Point>> curves = new LinkedHashMap<>();
            its.forEach(row -> curves.computeIfAbsent(name(row), name -> new ArrayList<>())
                    .add(new Point(row.sparsity(), row.speedup(), Double.NaN)));
            curves.values().forEach(points -> points.sort(Comparator.comparingDouble(Point::sparsity)));
            draw(
                    folder,
                    "speed-" + net,
                    chart("Training steps, " + Headings.of(net), "times as fast as dense on the same kernels"),
                    curves);
        });
    }

    private static String name(SpeedRow row) {
        return row.positions() > 0 ? row.method() + " n=" + Math.round(row.positions()) : row.method();
    }

    private static XYChart chart(String title, String yAxis) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("sparsity")
                .yAxisTitle(yAxis)
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        return chart;
    }

    private static void draw(Path folder, String name, XYChart chart, Map<String, List<Point>> curves) {
        curves.forEach((curve, points) -> {
            double[] x = points.stream().mapToDouble(Point::sparsity).toArray();
            double[] y = points.stream().mapToDouble(Point::value).toArray();
            double[] error = points.stream().mapToDouble(Point::error).toArray();
            boolean known = points.stream().noneMatch(point -> Double.isNaN(point.error()));
            chart.addSeries(curve, x, y, known ? error : null);
        });
        Charts.write(folder, name, chart);
    }
}
