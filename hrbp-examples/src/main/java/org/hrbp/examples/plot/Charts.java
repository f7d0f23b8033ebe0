/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.plot;

import java.awt.image.BufferedImage;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGraphics2D;
import org.hrbp.examples.run.AtomicFiles;
import org.knowm.xchart.internal.chartpart.Chart;
import org.w3c.dom.Document;

/** Writes charts as pictures. */
public final class Charts {
    private static final String SVG = "http://www.w3.org/2000/svg";

    private Charts() {}

    /**
     * Writes a chart as {@code NAME.png} and {@code NAME.svg}.
     *
     * @param folder where
     * @param name name of the files
     * @param chart the chart
     * @throws org.hrbp.examples.run.RunException if a file cannot be written; it is then as it was before
     */
    public static void write(Path folder, String name, Chart<?, ?> chart) {
        BufferedImage image = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        var pixels = image.createGraphics();
        chart.paint(pixels, chart.getWidth(), chart.getHeight());
        pixels.dispose();
        Png.write(folder.resolve(name + ".png"), image);
        AtomicFiles.write(folder.resolve(name + ".svg"), temp -> {
            Document document = GenericDOMImplementation.getDOMImplementation().createDocument(SVG, "svg", null);
            SVGGraphics2D graphics = new SVGGraphics2D(document);
            graphics.setSVGCanvasSize(new java.awt.Dimension(chart.getWidth(), chart.getHeight()));
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
            StringWriter text = new StringWriter();
            graphics.stream(text, true);
            Files.writeString(temp, text.toString());
        });
    }
}
