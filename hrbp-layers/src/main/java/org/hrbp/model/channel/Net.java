/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.jspecify.annotations.Nullable;

/**
 * A MultiLayerNetwork or ComputationGraph as one kind of graph.
 *
 * @param inputs names of the network inputs
 * @param nodes layers and vertices in forward order
 * @param outputs names of the network outputs
 */
record Net(List<String> inputs, List<Node> nodes, List<String> outputs) {
    /**
     * A layer or a vertex; exactly one of the two is there.
     *
     * @param inputs names of nodes or network inputs
     * @param layer the layer inside a frozen one
     * @param vertex the vertex inside a frozen one
     */
    record Node(
            String name,
            List<String> inputs,
            @Nullable InputPreProcessor preProcessor,
            @Nullable Layer layer,
            @Nullable GraphVertex vertex) {}

    static Net of(Model model) {
        if (model instanceof ComputationGraph graph) {
            return of(graph.getConfiguration());
        }
        if (model instanceof MultiLayerNetwork network) {
            return of(network.getLayerWiseConfigurations());
        }
        throw new IllegalArgumentException("Model of " + model.getClass().getName()
                + " is not supported; use a MultiLayerNetwork or a ComputationGraph");
    }

    static Net of(ComputationGraphConfiguration conf) {
        Map<String, Node> nodes = new LinkedHashMap<>();
        conf.getNetworkOutputs().forEach(name -> addWithInputs(name, conf, nodes));
        conf.getVertices().keySet().forEach(name -> addWithInputs(name, conf, nodes));
        return new Net(conf.getNetworkInputs(), List.copyOf(nodes.values()), conf.getNetworkOutputs());
    }

    /** Inputs come first; from the outputs on, so that the order does not depend on that of the configuration. */
    private static void addWithInputs(String name, ComputationGraphConfiguration conf, Map<String, Node> nodes) {
        GraphVertex vertex = conf.getVertices().get(name);
        if (vertex == null || nodes.containsKey(name)) {
            return;
        }
        List<String> inputs = Objects.requireNonNull(conf.getVertexInputs().get(name));
        inputs.forEach(input -> addWithInputs(input, conf, nodes));
        nodes.put(
                name,
                vertex instanceof LayerVertex of
                        ? new Node(
                                name,
                                inputs,
                                of.getPreProcessor(),
                                Wrappers.unwrap(of.getLayerConf().getLayer()),
                                null)
                        : new Node(name, inputs, null, null, Wrappers.unwrap(vertex)));
    }

    static Net of(MultiLayerConfiguration conf) {
        List<Node> nodes = new ArrayList<>();
        String previous = "(input)";
        List<String> inputs = List.of(previous);
        for (int i = 0; i < conf.getConfs().size(); i++) {
            Layer layer = conf.getConf(i).getLayer();
            String name = layer.getLayerName();
            nodes.add(new Node(name, List.of(previous), conf.getInputPreProcess(i), Wrappers.unwrap(layer), null));
            previous = name;
        }
        List<String> names = nodes.stream().map(Node::name).toList();
        if (Set.copyOf(names).size() != names.size()) {
            throw new IllegalArgumentException("Layer names " + names + " are not unique; name the layers");
        }
        return new Net(inputs, nodes, List.of(previous));
    }
}
