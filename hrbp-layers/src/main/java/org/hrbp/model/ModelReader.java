/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Reads a model file of {@link ModelSerializer} that may come from anyone. DL4J's own reader deserialises Java objects and
 * instantiates whatever classes the file names; this one does neither, and returns a model only when all of the file was
 * found sound. Refused, with file and cause in the message:
 *
 * <ul>
 *   <li>entries other than configuration, coefficients and updater state, entries too many or too large;
 *   <li>a configuration that names a class outside {@code org.deeplearning4j}, {@code org.nd4j}, {@code org.hrbp} and the
 *       packages that the caller allows; no such class is loaded. What lies on the class path below an allowed package is
 *       trusted;
 *   <li>arrays that are cut off, of a length that does not fit the configuration, or with a wrong checksum;
 *   <li>sparse layers whose pattern is missing or wrong; the layer is named.
 * </ul>
 *
 * <p>Weights that are not finite are read as they are: a diverged model is still its owner's. Files written before DL4J
 * 1.0.0-beta4 and models without parameters are refused as well. The returned model has DL4J's updater with the saved state, or
 * a fresh one if the file has none. A reader may be used again, but not by two threads at once.
 */
public final class ModelReader {
    private static final long DEFAULT_ENTRY_BYTES = 1L << 31;
    private static final int DEFAULT_ENTRIES = 16;
    private static final List<String> OWN_PACKAGES = List.of("org.deeplearning4j", "org.nd4j", "org.hrbp");
    private static final Pattern PACKAGE = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)*");

    private long maxEntryBytes = DEFAULT_ENTRY_BYTES;
    private int maxEntries = DEFAULT_ENTRIES;
    private final Set<String> packages = new LinkedHashSet<>(OWN_PACKAGES);
    private final Set<String> unread = new HashSet<>();

    /** Makes a reader with default limits. */
    public ModelReader() {}

    /**
     * Limits the size of each entry that is read, as it comes out of decompression; what the file claims does not count.
     *
     * @param bytes at least 1; default 2 GiB. The configuration must also stay below 16 MiB
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public ModelReader maxEntryBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxEntryBytes " + bytes + " must be at least 1");
        }
        maxEntryBytes = bytes;
        return this;
    }

    /**
     * Limits the number of entries.
     *
     * @param entries at least 1; default 16
     * @return this
     * @throws IllegalArgumentException if it is less
     */
    public ModelReader maxEntries(int entries) {
        if (entries < 1) {
            throw new IllegalArgumentException("maxEntries " + entries + " must be at least 1");
        }
        maxEntries = entries;
        return this;
    }

    /**
     * Accepts files with {@code preprocessor.bin} or {@code normalizer.bin}, which can hold serialised Java objects. They
     * are left unread all the same: who trusts the file gets the normaliser by
     * {@link ModelSerializer#restoreNormalizerFromFile}.
     *
     * @param allowed default false
     * @return this
     */
    public ModelReader allowPreprocessor(boolean allowed) {
        List<String> entries = List.of(ModelSerializer.PREPROCESSOR_BIN, ModelSerializer.NORMALIZER_BIN);
        if (allowed) {
            unread.addAll(entries);
        } else {
            entries.forEach(unread::remove);
        }
        return this;
    }

    /**
     * Accepts further entries, which are left unread.
     *
     * @param names exact names
     * @return this
     */
    public ModelReader allowEntries(String... names) {
        unread.addAll(List.of(names));
        return this;
    }

    /**
     * Accepts classes of further packages in the configuration, such as a caller's own layers.
     *
     * @param names packages; those below them count too
     * @return this
     * @throws IllegalArgumentException if one is not the name of a package
     */
    public ModelReader allowPackages(String... names) {
        for (String name : names) {
            if (!PACKAGE.matcher(name).matches()) {
                throw new IllegalArgumentException("allowPackages \"" + name + "\" is not the name of a package");
            }
        }
        packages.addAll(List.of(names));
        return this;
    }

    /**
     * Reads a model.
     *
     * @param file a file of {@link ModelSerializer}
     * @return a {@link MultiLayerNetwork} or a {@link ComputationGraph}, initialised
     * @throws IOException if it cannot be read or is refused; the message names the file and says why
     */
    public Model read(Path file) throws IOException {
        return read(file, Model.class);
    }

    /**
     * Reads a MultiLayerNetwork.
     *
     * @param file a file of {@link ModelSerializer}
     * @return the network, initialised
     * @throws IOException as {@link #read}, or if it is a model of another class
     */
    public MultiLayerNetwork readMultiLayerNetwork(Path file) throws IOException {
        return read(file, MultiLayerNetwork.class);
    }

    /**
     * Reads a ComputationGraph.
     *
     * @param file a file of {@link ModelSerializer}
     * @return the graph, initialised
     * @throws IOException as {@link #read}, or if it is a model of another class
     */
    public ComputationGraph readComputationGraph(Path file) throws IOException {
        return read(file, ComputationGraph.class);
    }

    private <M extends Model> M read(Path file, Class<M> kind) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException(file + ": there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": it is not a file");
        }
        try (ModelEntries entries = ModelEntries.open(file, maxEntries, maxEntryBytes, unread)) {
            return StoredModel.read(entries, new ClassRule(packages), kind);
        } catch (IOException | RuntimeException e) {
            String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException(file + ": " + message, e);
        }
    }
}
