/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.layers.Supported;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.Structures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sparse networks from networks that exist, and back.
 *
 * <p>A new network has the old one's configuration (updaters, schedules, regularisation, dropout, names, preprocessors, workspace
 * and cache modes, iteration and epoch count), biases, batch normalisation parameters and running statistics, the weights that
 * are kept, and their updater state. Frozen layers stay frozen. Listeners and an {@link HrbpUpdater} are not taken over. The old
 * network is not changed and shares no arrays with the new one.
 */
public final class Hrbp {
    private static final Logger LOG = LoggerFactory.getLogger(Hrbp.class);

    private Hrbp() {}

    /**
     * A new network with convolutions and fully connected layers that store and compute kept weights only. Output layers stay
     * as they are; layers that are sparse already stay, too, and count with what they keep, while those of structure {@code
     * dense} get a pattern. Recurrent and embedding layers and what is inside wrappers other than frozen layers stay and do not
     * count. What becomes of every layer is logged; see {@link #report}.
     *
     * @param network an initialised network, FLOAT or DOUBLE
     * @param spec what to keep
     * @return the new network
     * @throws IllegalArgumentException if the sparsity cannot be reached, leaves a layer without any weight, or an option or
     *     score does not fit: names the layer or option; nothing is made then
     */
    public static MultiLayerNetwork sparsify(MultiLayerNetwork network, SparsifySpec spec) {
        return sparsifier(network, spec).of(network);
    }

    /**
     * A new graph with convolutions and fully connected layers that store and compute kept weights only, as {@link
     * #sparsify(MultiLayerNetwork, SparsifySpec)} makes it. With drop-ins a layer or vertex with several readers gets a {@link
     * org.hrbp.nn.graph.HrbpFanOut} between, called {@code <name>-fan-out}, unless it is a network output. A sum that
     * broadcasts needs {@code dropIns(false)}: ours asks for equal shapes, and a configuration does not tell.
     *
     * @param graph an initialised graph, FLOAT or DOUBLE
     * @param spec what to keep
     * @return the new graph
     * @throws IllegalArgumentException if the sparsity cannot be reached, leaves a layer without any weight, or an option or
     *     score does not fit: names the layer or option; nothing is made then
     */
    public static ComputationGraph sparsify(ComputationGraph graph, SparsifySpec spec) {
        return sparsifier(graph, spec).of(graph);
    }

    /**
     * What {@code sparsify} would make of every layer and vertex, and why. Nothing is made. Scores are computed for allocation
     * {@code from-scores} only; where the size of a pattern depends on the scores, the row says so and has the planned size.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @param spec what to keep
     * @return the report
     * @throws IllegalArgumentException as {@code sparsify}, but scores are checked for allocation {@code from-scores} only
     */
    public static SparsifyReport report(Model model, SparsifySpec spec) {
        requireSupported(model);
        return new SparsifyPlan(model, spec).report();
    }

    /**
     * A new network from given patterns, with drop-ins. Layers without a pattern, and those whose pattern keeps everything, are
     * dense. DL4J's own output layers and others that cannot have a pattern may be given one that keeps everything; they stay.
     *
     * @param network an initialised network, FLOAT or DOUBLE
     * @param patterns patterns by layer name
     * @param structureId the structure that made them, one of {@link Structures#ids()}
     * @return the new network
     * @throws IllegalArgumentException if a pattern does not fit its layer or the structure, or there is no layer of its name
     *     that can have one: names the layer; nothing is made then
     */
    public static MultiLayerNetwork withPatterns(
            MultiLayerNetwork network, Map<String, Pattern> patterns, String structureId) {
        return sparsifier(network, patterns, structureId).of(network);
    }

    /**
     * A new graph from given patterns, with drop-ins, as {@link #withPatterns(MultiLayerNetwork, Map, String)} makes it.
     *
     * @param graph an initialised graph, FLOAT or DOUBLE
     * @param patterns patterns by layer name
     * @param structureId the structure that made them, one of {@link Structures#ids()}
     * @return the new graph
     * @throws IllegalArgumentException if a pattern does not fit its layer or the structure, or there is no layer of its name
     *     that can have one: names the layer; nothing is made then
     */
    public static ComputationGraph withPatterns(
            ComputationGraph graph, Map<String, Pattern> patterns, String structureId) {
        return sparsifier(graph, patterns, structureId).of(graph);
    }

    /**
     * A new network of DL4J's own layers with zeros in place of weights that do not exist, for any DL4J tool: outputs are equal
     * up to rounding. In training the zeros would be trained. A fused ReLU becomes an activation layer called {@code
     * <name>-relu}; other names are kept.
     *
     * @param network an initialised network
     * @return the new network
     * @throws IllegalArgumentException if DL4J has no counterpart of a layer: names it
     */
    public static MultiLayerNetwork toDense(MultiLayerNetwork network) {
        return new Densifier(network).of(network);
    }

    /**
     * A new graph of DL4J's own layers and vertices with zeros in place of weights that do not exist, as {@link
     * #toDense(MultiLayerNetwork)} makes it. Vertices that own a fan-out go. A network output with a fused ReLU is then called
     * {@code <name>-relu}.
     *
     * @param graph an initialised graph
     * @return the new graph
     * @throws IllegalArgumentException if DL4J has no counterpart of a layer or vertex: names it
     */
    public static ComputationGraph toDense(ComputationGraph graph) {
        return new Densifier(graph).of(graph);
    }

    /**
     * Reads a model file without trusting it, see {@link ModelReader}, which has options for more.
     *
     * @param file a model file of DL4J, with or without sparse layers
     * @return a MultiLayerNetwork or ComputationGraph
     * @throws IOException if the file cannot be read, is no model, or holds something that is not allowed: names file and cause
     */
    public static Model load(Path file) throws IOException {
        return new ModelReader().read(file);
    }

    private static Sparsifier sparsifier(Model model, SparsifySpec spec) {
        requireSupported(model);
        SparsifyPlan plan = new SparsifyPlan(model, spec);
        Map<String, GivenPattern> patterns = plan.patterns();
        log(plan.report());
        return new Sparsifier(plan.inventory(), patterns, spec.dropIns());
    }

    private static Sparsifier sparsifier(Model model, Map<String, Pattern> patterns, String structureId) {
        requireSupported(model);
        Inventory inventory = new Inventory(model);
        Map<String, GivenPattern> given = given(inventory, patterns, structureId);
        Map<String, Long> kept = new LinkedHashMap<>();
        Map<String, String> notes = new LinkedHashMap<>();
        given.forEach((name, one) -> {
            kept.put(name, (long) one.pattern().keptCount());
            notes.put(name, patterns.containsKey(name) ? "given pattern" : "stays dense: no pattern given");
        });
        log(inventory.report(kept, notes, true));
        return new Sparsifier(inventory, given, true);
    }

    private static Map<String, GivenPattern> given(
            Inventory inventory, Map<String, Pattern> patterns, String structureId) {
        Structures.byId(structureId);
        Map<String, GivenPattern> given = new LinkedHashMap<>();
        inventory.prunable().forEach(name -> given.put(name, GivenPattern.dense(inventory.shape(name))));
        patterns.forEach((name, pattern) -> {
            if (!given.containsKey(name) && inventory.keepsAll(name, pattern)) {
                return;
            }
            if (!given.containsKey(name)) {
                throw new IllegalArgumentException("Layer \"" + name
                        + "\" has a pattern, but the layers that can have one are " + inventory.prunable()
                        + "; if its inputs are dropped channels, see NarrowModel");
            }
            if (!pattern.shape().equals(inventory.shape(name))) {
                throw new IllegalArgumentException("Layer \"" + name + "\": the pattern has shape " + pattern.shape()
                        + "; the layer's weights have " + inventory.shape(name));
            }
            given.put(name, GivenPattern.of(name, pattern, structureId));
        });
        return given;
    }

    private static void log(SparsifyReport report) {
        LOG.info("Layers of the new network:{}{}", System.lineSeparator(), report);
    }

    private static void requireSupported(Model model) {
        if (model instanceof ComputationGraph graph) {
            Supported.dataType("ComputationGraph", graph.getConfiguration().getDataType());
        } else if (model instanceof MultiLayerNetwork network) {
            Supported.dataType(
                    "MultiLayerNetwork", network.getLayerWiseConfigurations().getDataType());
        }
    }
}
