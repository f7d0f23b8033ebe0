/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.graph.HrbpElementWiseVertex;
import org.nd4j.linalg.activations.Activation;

/** Makes layers of their own of the ReLUs that are parts of other layers and vertices; in configurations that are ours to change. */
final class FusedRelus {
    private static final String SUFFIX = "-separate-relu";

    private FusedRelus() {}

    static void separate(ComputationGraphConfiguration conf) {
        List<String> fused = conf.getVertices().entrySet().stream()
                .filter(vertex -> unfuse(vertex.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        for (String name : fused) {
            String relu = name + SUFFIX;
            conf.getVertexInputs()
                    .replaceAll((reader, inputs) -> inputs.stream()
                            .map(input -> input.equals(name) ? relu : input)
                            .toList());
            conf.getVertexInputs().put(relu, List.of(name));
            conf.getVertices().put(relu, new LayerVertex(relu(relu), null));
        }
        conf.setTopologicalOrder(null);
        conf.setTopologicalOrderStr(null);
    }

    static void separate(MultiLayerConfiguration conf) {
        List<NeuralNetConfiguration> layers = new ArrayList<>();
        Map<Integer, InputPreProcessor> preprocessors = new HashMap<>();
        for (int i = 0; i < conf.getConfs().size(); i++) {
            InputPreProcessor preprocessor = conf.getInputPreProcess(i);
            if (preprocessor != null) {
                preprocessors.put(layers.size(), preprocessor);
            }
            NeuralNetConfiguration layer = conf.getConf(i);
            layers.add(layer);
            if (unfuse(layer.getLayer())) {
                layers.add(relu(layer.getLayer().getLayerName() + SUFFIX));
            }
        }
        conf.setConfs(layers);
        conf.setInputPreProcessors(preprocessors);
    }

    private static NeuralNetConfiguration relu(String name) {
        return new NeuralNetConfiguration.Builder()
                .layer(new ActivationLayer.Builder()
                        .name(name)
                        .activation(Activation.RELU)
                        .build())
                .build();
    }

    private static boolean unfuse(GraphVertex vertex) {
        if (vertex instanceof HrbpElementWiseVertex sum && sum.isFusedReLU()) {
            sum.setFusedReLU(false);
            return true;
        }
        return vertex instanceof LayerVertex layer
                && unfuse(layer.getLayerConf().getLayer());
    }

    private static boolean unfuse(Layer layer) {
        if (layer instanceof HrbpBatchNormalization norm && norm.isFusedReLU()) {
            norm.setFusedReLU(false);
            return true;
        }
        return false;
    }
}
