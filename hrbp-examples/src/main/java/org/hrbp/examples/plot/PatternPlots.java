/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.RunException;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.Pattern;

/** Writes the pictures of a model's patterns as PNG files. */
public final class PatternPlots {
    private static final int NAME_LENGTH = 80;

    private PatternPlots() {}

    /**
     * Writes a file per sparse layer and {@link PatternView}, named by the layer's place among the sparse layers, its name
     * and the view, such as {@code 01-conv1-forward.png}.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param folder where; made if there is none
     * @return the files in forward order of the layers
     * @throws RefusedException if it is not a folder
     * @throws RunException if a file cannot be written; it is then as it was before
     */
    public static List<Path> write(Model model, Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new RefusedException("Pictures cannot be put into " + folder + ", it is not a folder");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new RunException("The folder " + folder + " for pictures cannot be made: " + OneLine.of(e), e);
        }
        List<Path> files = new ArrayList<>();
        int number = 0;
        for (NamedLayer named : NamedLayer.of(model)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer layer) {
                String name = String.format(Locale.ROOT, "%02d-%s", ++number, safe(named.name()));
                files.addAll(write(layer.pattern(), folder, name));
            }
        }
        return files;
    }

    private static List<Path> write(Pattern pattern, Path folder, String name) {
        List<Path> files = new ArrayList<>();
        for (PatternView view : PatternView.values()) {
            Path file = folder.resolve(name + "-" + view.fileName() + ".png");
            Png.write(file, view.draw(pattern));
            files.add(file);
        }
        return files;
    }

    /** A model's author chose the name, and may have put a path in it. */
    private static String safe(String layerName) {
        String safe = layerName.replaceAll("[^A-Za-z0-9_.-]", "_");
        return safe.length() <= NAME_LENGTH ? safe : safe.substring(0, NAME_LENGTH);
    }
}
