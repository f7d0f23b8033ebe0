/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.hrbp.nn.graph.HrbpElementWiseVertex;
import org.hrbp.nn.graph.HrbpFanOut;
import org.nd4j.linalg.activations.Activation;

/** Makes a network of DL4J's own layers from one with ours. */
final class Densifier {
    private static final String RELU_SUFFIX = "-relu";

    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private final Map<String, GraphVertex> vertices = new LinkedHashMap<>();

    /** Names of the added activation layers by the name of the layer or vertex before. */
    private final Map<String, String> relus = new LinkedHashMap<>();

    /** What fan-outs read, by the name of the fan-out. */
    private final Map<String, String> fanOuts = new HashMap<>();

    /** Decides; refuses what DL4J does not have. */
    Densifier(Model model) {
        List<Part> parts = Part.of(model);
        Set<String> names = new HashSet<>();
        parts.forEach(part -> names.add(part.name()));
        for (Part part : parts) {
            replace(part);
            if (isFused(part.inner())) {
                relus.put(part.name(), FanOuts.unused(part.name() + RELU_SUFFIX, names));
            }
        }
    }

    private static boolean isFused(Object inner) {
        return (inner instanceof HrbpBatchNormalization norm && norm.isFusedReLU())
                || (inner instanceof HrbpElementWiseVertex add && add.isFusedReLU());
    }

    private void replace(Part part) {
        Object inner = part.inner();
        Class<? extends Layer> stock = Retype.stock(inner);
        if (inner instanceof HrbpSubsamplingLayer pooling && pooling.getPoolingType() == PoolingType.SUM) {
            throw new IllegalArgumentException(
                    "Layer \"" + part.name() + "\": DL4J's SubsamplingLayer cannot run pooling type SUM");
        }
        if (stock != null) {
            layers.put(part.name(), Retype.to(stock, (Layer) inner));
        } else if (inner instanceof HrbpElementWiseVertex) {
            vertices.put(part.name(), new ElementWiseVertex(ElementWiseVertex.Op.Add));
        } else if (inner instanceof HrbpFanOut) {
            fanOuts.put(part.name(), part.inputs().get(0));
        } else if (inner.getClass().getPackageName().startsWith("org.hrbp.")) {
            throw new IllegalArgumentException("\"" + part.name() + "\": DL4J has no counterpart of "
                    + inner.getClass().getName());
        }
    }

    MultiLayerNetwork of(MultiLayerNetwork network) {
        MultiLayerConfiguration conf = Configurations.copy(network, layers);
        Map<Integer, InputPreProcessor> preProcessors = new HashMap<>();
        List<NeuralNetConfiguration> confs = new ArrayList<>();
        for (int i = 0; i < conf.getConfs().size(); i++) {
            NeuralNetConfiguration layer = conf.getConf(i);
            InputPreProcessor preProcessor = conf.getInputPreProcess(i);
            if (preProcessor != null) {
                preProcessors.put(confs.size(), preProcessor);
            }
            confs.add(layer);
            String relu = relus.get(layer.getLayer().getLayerName());
            if (relu != null) {
                confs.add(relu(layer, relu));
            }
        }
        conf.setConfs(confs);
        conf.setInputPreProcessors(preProcessors);
        MultiLayerNetwork made = Configurations.zeros(conf);
        Transfer.all(network, made, Map.of());
        return made;
    }

    private static NeuralNetConfiguration relu(NeuralNetConfiguration like, String name) {
        NeuralNetConfiguration conf = like.clone();
        conf.clearVariables();
        ActivationLayer layer = new ActivationLayer(Activation.RELU);
        layer.setLayerName(name);
        conf.setLayer(layer);
        return conf;
    }

    ComputationGraph of(ComputationGraph graph) {
        ComputationGraphConfiguration conf = Configurations.copy(graph, new Replacements(layers, vertices));
        fanOuts.keySet().forEach(name -> {
            conf.getVertices().remove(name);
            conf.getVertexInputs().remove(name);
        });
        conf.getVertexInputs().values().forEach(inputs -> inputs.replaceAll(this::renamed));
        conf.getNetworkOutputs().replaceAll(this::renamed);
        relus.forEach((name, relu) -> {
            NeuralNetConfiguration layer = relu(conf.getDefaultConfiguration(), relu);
            conf.getVertices().put(relu, new LayerVertex(layer, null));
            conf.getVertexInputs().put(relu, new ArrayList<>(List.of(name)));
        });
        ComputationGraph made = Configurations.zeros(conf);
        Transfer.all(graph, made, Map.of());
        return made;
    }

    /** What stands in the new graph for an output that others read. */
    private String renamed(String name) {
        String source = name;
        while (fanOuts.containsKey(source)) {
            source = fanOuts.getOrDefault(source, source);
        }
        return relus.getOrDefault(source, source);
    }
}
