/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.Wrappers;
import org.hrbp.nn.layers.NamedLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Copies a network for taking gradients: same parameters, no updater, no listeners. Frozen layers and vertices are thawed, because
 * DL4J's frozen ones hand no gradient on; dropout and weight noise are left out, because a score is to be a property of the weights
 * and a difference of gradients must not contain noise (our choice). ReLUs are layers of their own or activations of layers.
 */
final class ModelCopy {
    private ModelCopy() {}

    static DataType dataType(Model model) {
        return model instanceof MultiLayerNetwork network
                ? network.getLayerWiseConfigurations().getDataType()
                : ((ComputationGraph) model).getConfiguration().getDataType();
    }

    /** Copies an initialised MultiLayerNetwork or ComputationGraph with at least one parameter. */
    static Model of(Model model, DataType type) {
        // by name: the flat arrays of two graphs of one configuration need not have the same order
        INDArray params = Nd4j.zeros(type, 1, model.numParams());
        Model copy = model instanceof MultiLayerNetwork network
                ? copy(network, type, params)
                : copy((ComputationGraph) model, type, params);
        List<NamedLayer> targets = NamedLayer.of(copy);
        for (NamedLayer source : NamedLayer.of(model)) {
            NamedLayer target = targets.stream()
                    .filter(layer -> layer.name().equals(source.name()))
                    .findFirst()
                    .orElseThrow();
            assign(NamedLayer.unwrap(source.layer()), NamedLayer.unwrap(target.layer()));
        }
        return copy;
    }

    private static void assign(org.deeplearning4j.nn.api.Layer source, org.deeplearning4j.nn.api.Layer target) {
        Map<String, INDArray> params = source.paramTable();
        if (params != null) {
            params.forEach((key, value) -> target.getParam(key).assign(value));
        }
    }

    private static Model copy(MultiLayerNetwork network, DataType type, INDArray params) {
        MultiLayerConfiguration conf = network.getLayerWiseConfigurations().clone();
        conf.setDataType(type);
        conf.setBackpropType(BackpropType.Standard);
        conf.getConfs().forEach(ModelCopy::prepare);
        FusedRelus.separate(conf);
        MultiLayerNetwork copy = new MultiLayerNetwork(conf);
        copy.init(params, false);
        return copy;
    }

    private static Model copy(ComputationGraph graph, DataType type, INDArray params) {
        ComputationGraphConfiguration conf = graph.getConfiguration().clone();
        conf.setDataType(type);
        conf.setBackpropType(BackpropType.Standard);
        conf.getVertices().replaceAll((name, vertex) -> Wrappers.unwrap(vertex));
        for (GraphVertex vertex : conf.getVertices().values()) {
            if (vertex instanceof LayerVertex layer) {
                prepare(layer.getLayerConf());
            }
        }
        FusedRelus.separate(conf);
        ComputationGraph copy = new ComputationGraph(conf);
        copy.init(params, false);
        return copy;
    }

    private static void prepare(NeuralNetConfiguration conf) {
        Layer layer = Wrappers.unwrap(conf.getLayer());
        layer.setIDropout(null);
        if (layer instanceof BaseLayer base) {
            base.setWeightNoise(null);
        }
        if (layer instanceof HrbpConvolutionLayer convolution) {
            // what was frozen before it now needs the gradient
            convolution.setInputGradient(true);
        }
        conf.setLayer(layer);
        conf.clearVariables();
    }
}
