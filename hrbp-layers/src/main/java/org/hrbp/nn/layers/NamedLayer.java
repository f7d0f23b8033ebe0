/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A runtime layer of a model under the name that people know.
 *
 * @param name layer name of a MultiLayerNetwork, vertex name of a ComputationGraph
 * @param layer the layer, which may be a wrapper such as a frozen layer
 */
public record NamedLayer(String name, Layer layer) {
    /**
     * The layers of an initialised network in forward order.
     *
     * @param model a MultiLayerNetwork or ComputationGraph
     * @return the layers, without vertices that are none
     * @throws IllegalArgumentException if it is another kind of model
     * @throws IllegalStateException if it has no parameters yet
     */
    public static List<NamedLayer> of(Model model) {
        List<NamedLayer> layers = new ArrayList<>();
        if (model instanceof MultiLayerNetwork network) {
            requireInitialised(network.getLayers());
            for (Layer layer : network.getLayers()) {
                layers.add(new NamedLayer(layer.conf().getLayer().getLayerName(), layer));
            }
        } else if (model instanceof ComputationGraph graph) {
            requireInitialised(graph.getVertices());
            for (int index : graph.topologicalSortOrder()) {
                GraphVertex vertex = graph.getVertices()[index];
                if (vertex.hasLayer()) {
                    layers.add(new NamedLayer(vertex.getVertexName(), vertex.getLayer()));
                }
            }
        } else {
            throw new IllegalArgumentException("Model of " + model.getClass().getName()
                    + " is not supported; use a MultiLayerNetwork or a ComputationGraph");
        }
        return layers;
    }

    @SuppressWarnings("NullAway") // DL4J's getters return null before init()
    private static void requireInitialised(Object[] parts) {
        if (parts == null) {
            throw new IllegalStateException("The network has no parameters yet; call init() first");
        }
    }

    /**
     * The layer inside all wrappers.
     *
     * @param layer a layer
     * @return the innermost layer, itself if it wraps none
     */
    public static Layer unwrap(Layer layer) {
        Layer inner = layer;
        while (inner instanceof BaseWrapperLayer wrapper) {
            inner = wrapper.getUnderlying();
        }
        return inner;
    }
}
