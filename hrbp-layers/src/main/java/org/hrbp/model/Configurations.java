/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.Wrappers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies of configurations with some layers and vertices replaced, and networks of zeros made from them. */
final class Configurations {
    private Configurations() {}

    /** A copy; counters included. */
    static MultiLayerConfiguration copy(MultiLayerNetwork network, Map<String, Layer> layers) {
        MultiLayerConfiguration conf = network.getLayerWiseConfigurations().clone();
        for (NeuralNetConfiguration layer : conf.getConfs()) {
            replace(layer, layers);
        }
        return conf;
    }

    /** A copy; counters included, which DL4J's own leaves out. */
    static ComputationGraphConfiguration copy(ComputationGraph graph, Replacements replacements) {
        ComputationGraphConfiguration old = graph.getConfiguration();
        ComputationGraphConfiguration conf = old.clone();
        conf.setIterationCount(old.getIterationCount());
        conf.setEpochCount(old.getEpochCount());
        for (Map.Entry<String, GraphVertex> entry : conf.getVertices().entrySet()) {
            if (entry.getValue() instanceof LayerVertex vertex) {
                vertex.setOutputVertex(old.getVertices().get(entry.getKey()) instanceof LayerVertex original
                        && original.isOutputVertex());
                replace(vertex.getLayerConf(), replacements.layers());
            } else {
                GraphVertex vertex = replacements.vertices().get(entry.getKey());
                entry.setValue(vertex == null ? entry.getValue() : Wrappers.around(vertex, entry.getValue()));
            }
        }
        return conf;
    }

    /** The names of the old layer's parameters go, too; the new layer adds its own. */
    private static void replace(NeuralNetConfiguration conf, Map<String, Layer> layers) {
        Layer old = conf.getLayer();
        Layer inner = layers.get(old.getLayerName());
        conf.clearVariables();
        if (inner != null) {
            conf.setLayer(Wrappers.around(inner, old));
        }
    }

    /** A network of zeros: no random numbers are drawn. */
    static MultiLayerNetwork zeros(MultiLayerConfiguration conf) {
        MultiLayerNetwork network = new MultiLayerNetwork(conf);
        long length = conf.getConfs().stream()
                .mapToLong(layer -> layer.getLayer().initializer().numParams(layer))
                .sum();
        network.init(zeros(length, conf.getDataType()), false);
        return network;
    }

    /** A network of zeros: no random numbers are drawn. */
    static ComputationGraph zeros(ComputationGraphConfiguration conf) {
        ComputationGraph graph = new ComputationGraph(conf);
        long length = conf.getVertices().values().stream()
                .mapToLong(vertex -> vertex.numParams(true))
                .sum();
        graph.init(zeros(length, conf.getDataType()), false);
        return graph;
    }

    private static INDArray zeros(long length, DataType type) {
        return Nd4j.zeros(type, 1, length);
    }
}
