/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.Wrappers;
import org.hrbp.nn.layers.NamedLayer;
import org.jspecify.annotations.Nullable;

/**
 * One layer or vertex of a network's configuration, the same for both kinds of network.
 *
 * @param name name of the layer or vertex
 * @param conf the layer, or the vertex if it is none; may be a frozen one
 * @param preProcessor what its input passes first, or null
 * @param inputs names of the layers, vertices or network inputs that it reads
 */
record Part(String name, Object conf, @Nullable InputPreProcessor preProcessor, List<String> inputs) {
    /** The parts of an initialised network in forward order. */
    static List<Part> of(Model model) {
        List<NamedLayer> layers = NamedLayer.of(model);
        if (model instanceof ComputationGraph graph) {
            return ofGraph(graph);
        }
        MultiLayerConfiguration conf = ((MultiLayerNetwork) model).getLayerWiseConfigurations();
        Set<String> seen = new HashSet<>();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            String name = layers.get(i).name();
            if (name == null || !seen.add(name)) {
                throw new IllegalArgumentException("Layer " + i + " of the network is called \"" + name
                        + "\"; every layer needs a name of its own");
            }
            List<String> inputs = i == 0 ? List.of() : List.of(parts.get(i - 1).name());
            parts.add(new Part(name, conf.getConf(i).getLayer(), conf.getInputPreProcess(i), inputs));
        }
        return parts;
    }

    private static List<Part> ofGraph(ComputationGraph graph) {
        ComputationGraphConfiguration conf = graph.getConfiguration();
        List<Part> parts = new ArrayList<>();
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            GraphVertex vertex = conf.getVertices().get(name);
            List<String> inputs = conf.getVertexInputs().getOrDefault(name, List.of());
            if (vertex instanceof LayerVertex layer) {
                parts.add(new Part(name, layer.getLayerConf().getLayer(), layer.getPreProcessor(), inputs));
            } else if (vertex != null) {
                parts.add(new Part(name, vertex, null, inputs));
            }
        }
        return parts;
    }

    /** The layer inside a frozen one, or the vertex inside a frozen one. */
    Object inner() {
        return conf instanceof Layer layer ? Wrappers.unwrap(layer) : Wrappers.unwrap((GraphVertex) conf);
    }

    String kind() {
        return kind(inner().getClass());
    }

    /** What the part is called if its inner layer or vertex has a class. */
    String kind(Class<?> innerClass) {
        boolean frozen = inner() != conf;
        return innerClass.getSimpleName() + (frozen ? " in " + conf.getClass().getSimpleName() : "");
    }
}
