/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.graph.HrbpElementWiseVertex;
import org.hrbp.nn.graph.HrbpFanOut;

/** Makes a network from another one and the patterns of its layers. */
final class Sparsifier {
    private final Inventory inventory;
    private final Map<String, GivenPattern> patterns;
    private final boolean dropIns;

    Sparsifier(Inventory inventory, Map<String, GivenPattern> patterns, boolean dropIns) {
        this.inventory = inventory;
        this.patterns = patterns;
        this.dropIns = dropIns;
    }

    MultiLayerNetwork of(MultiLayerNetwork network) {
        MultiLayerNetwork made =
                Configurations.zeros(Configurations.copy(network, replacements().layers()));
        Transfer.all(network, made, patterns);
        return made;
    }

    ComputationGraph of(ComputationGraph graph) {
        ComputationGraphConfiguration conf = Configurations.copy(graph, replacements());
        if (dropIns) {
            addFanOuts(conf);
        }
        ComputationGraph made = Configurations.zeros(conf);
        Transfer.all(graph, made, patterns);
        return made;
    }

    private Replacements replacements() {
        Map<String, Layer> layers = new LinkedHashMap<>();
        Map<String, GraphVertex> vertices = new LinkedHashMap<>();
        for (Part part : inventory.parts()) {
            String name = part.name();
            Role role = inventory.role(name);
            GivenPattern given = patterns.get(name);
            if (given != null) {
                layers.put(name, withPattern((Layer) part.inner(), role, given));
            } else if (role.kind() == Role.Kind.DROP_IN && dropIns) {
                if (part.inner() instanceof Layer inner) {
                    layers.put(name, Retype.to(role.target().asSubclass(Layer.class), inner));
                } else {
                    vertices.put(name, new HrbpElementWiseVertex());
                }
            }
        }
        return new Replacements(layers, vertices);
    }

    private static Layer withPattern(Layer inner, Role role, GivenPattern given) {
        Layer layer = Retype.to(role.target().asSubclass(Layer.class), inner);
        ((SparseLayerConf) layer).setPatternSettings(given.settings());
        return layer;
    }

    private void addFanOuts(ComputationGraphConfiguration conf) {
        Map<String, String> fanOuts = inventory.fanOuts();
        for (List<String> inputs : conf.getVertexInputs().values()) {
            inputs.replaceAll(input -> fanOuts.getOrDefault(input, input));
        }
        fanOuts.forEach((name, fanOut) -> {
            conf.getVertices().put(fanOut, new HrbpFanOut());
            conf.getVertexInputs().put(fanOut, new ArrayList<>(List.of(name)));
        });
    }
}
