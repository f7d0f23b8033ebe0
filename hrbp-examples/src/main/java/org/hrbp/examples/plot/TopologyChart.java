/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.plot;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.hrbp.listener.TopologyMetrics;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;

/** Churn and in-time over-parameterization rate of several runs, one above the other. */
public final class TopologyChart {
    private static final int WIDTH = 800;
    private static final int HEIGHT = 400;

    private TopologyChart() {}

    /**
     * Draws the charts.
     *
     * @param runs updates by name of the run; those without an update are left out
     * @return an image of {@value #WIDTH} x twice {@value #HEIGHT} pixels
     */
    public static BufferedImage of(Map<String, List<TopologyMetrics>> runs) {
        BufferedImage image = new BufferedImage(WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            chart("Share of the kept weights that an update replaces", runs, TopologyMetrics::churn)
                    .paint(graphics, WIDTH, HEIGHT);
            graphics.translate(0, HEIGHT);
            chart("Share of all weights that ever lived", runs, TopologyMetrics::everLivedRate)
                    .paint(graphics, WIDTH, HEIGHT);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static XYChart chart(
            String title, Map<String, List<TopologyMetrics>> runs, ToDoubleFunction<TopologyMetrics> value) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("training step")
                .build();
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        runs.forEach((name, rows) -> {
            if (!rows.isEmpty()) {
                chart.addSeries(
                        name,
                        rows.stream().mapToDouble(TopologyMetrics::step).toArray(),
                        rows.stream().mapToDouble(value).toArray());
            }
        });
        return chart;
    }
}
