/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;

/**
 * The really narrower network of a channel plan: every layer has only its kept channels, and all their weights. It computes what
 * the network with the plan's patterns computes, in training as well; dropout alone draws other numbers. Layers of this library
 * become dense ones of this library, DL4J's stay DL4J's; a weight that a sparse layer does not store is 0 at the start. Optimiser
 * state, listeners and the iteration count start anew.
 */
public final class NarrowModel {
    private NarrowModel() {}

    /**
     * Makes the narrower network with the kept weights, biases and batch normalisation parameters of a network.
     *
     * @param graph an initialised network
     * @param plan a plan for it
     * @return a new network
     * @throws IllegalArgumentException if the plan was made for other layers or shapes
     */
    public static ComputationGraph of(ComputationGraph graph, ChannelPlan plan) {
        ComputationGraph narrow = new ComputationGraph(configuration(graph.getConfiguration(), plan));
        narrow.init();
        copyParameters(graph, narrow, plan);
        return narrow;
    }

    /**
     * Makes the narrower network with the kept weights, biases and batch normalisation parameters of a network.
     *
     * @param network an initialised network
     * @param plan a plan for it
     * @return a new network
     * @throws IllegalArgumentException if the plan was made for other layers or shapes
     */
    public static MultiLayerNetwork of(MultiLayerNetwork network, ChannelPlan plan) {
        MultiLayerNetwork narrow = new MultiLayerNetwork(configuration(network.getLayerWiseConfigurations(), plan));
        narrow.init();
        copyParameters(network, narrow, plan);
        return narrow;
    }

    /**
     * The configuration of the narrower network.
     *
     * @param conf configuration of the network
     * @param plan a plan for it
     * @return a changed copy
     * @throws IllegalArgumentException if the plan was made for other layers or shapes
     */
    public static ComputationGraphConfiguration configuration(ComputationGraphConfiguration conf, ChannelPlan plan) {
        // through JSON, because DL4J's clone() shares the layer inside a wrapper
        ComputationGraphConfiguration narrow = ComputationGraphConfiguration.fromJson(conf.toJson());
        narrow.setIterationCount(0);
        narrow.setEpochCount(0);
        narrow(Net.of(narrow), plan);
        return narrow;
    }

    /**
     * The configuration of the narrower network.
     *
     * @param conf configuration of the network
     * @param plan a plan for it
     * @return a changed copy
     * @throws IllegalArgumentException if the plan was made for other layers or shapes
     */
    public static MultiLayerConfiguration configuration(MultiLayerConfiguration conf, ChannelPlan plan) {
        MultiLayerConfiguration narrow = MultiLayerConfiguration.fromJson(conf.toJson());
        narrow.setIterationCount(0);
        narrow.setEpochCount(0);
        narrow(Net.of(narrow), plan);
        return narrow;
    }

    private static void narrow(Net net, ChannelPlan plan) {
        checkFits(new ChannelFlow(net).shapes(), plan);
        for (Net.Node node : net.nodes()) {
            int in = plan.keptInputs(node.name()).length;
            int out = plan.keptOutputs(node.name()).length;
            if (node.layer() instanceof FeedForwardLayer layer) {
                narrow(layer, in, out);
            }
            narrow(node.vertex() instanceof PreprocessorVertex of ? of.getPreProcessor() : node.preProcessor(), in);
        }
    }

    private static void checkFits(Map<String, WeightShape> shapes, ChannelPlan plan) {
        Map<String, WeightShape> planned = new HashMap<>();
        plan.patterns().forEach((name, pattern) -> planned.put(name, pattern.shape()));
        if (!planned.equals(shapes)) {
            throw new IllegalArgumentException("The plan is for layers " + planned + ", but the network has " + shapes);
        }
    }

    /** Sizes that are not set stay so; a width of 0 is a network input, which is kept whole. */
    private static void narrow(FeedForwardLayer layer, int in, int out) {
        if (layer.getNIn() > 0 && in > 0) {
            layer.setNIn(in);
        }
        if (layer.getNOut() > 0 && out > 0) {
            layer.setNOut(out);
        }
        if (layer instanceof SparseLayerConf sparse) {
            sparse.setPatternSettings(sparse.getPatternSettings()
                    .withStructure(DenseStructure.ID)
                    .withDensity(1)
                    .withWeightBudget(0));
        }
    }

    private static void narrow(@Nullable InputPreProcessor preProcessor, int width) {
        if (width > 0 && preProcessor instanceof CnnToFeedForwardPreProcessor flatten) {
            flatten.setNumChannels(width / (flatten.getInputHeight() * flatten.getInputWidth()));
        } else if (width > 0 && preProcessor instanceof FeedForwardToCnnPreProcessor image) {
            image.setNumChannels(width);
        }
    }

    private static void copyParameters(Model wide, Model narrow, ChannelPlan plan) {
        Map<String, NamedLayer> targets = new HashMap<>();
        NamedLayer.of(narrow).forEach(layer -> targets.put(layer.name(), layer));
        for (NamedLayer source : NamedLayer.of(wide)) {
            NamedLayer target = Objects.requireNonNull(targets.get(source.name()));
            KeptParameters.copy(
                    NamedLayer.unwrap(source.layer()),
                    NamedLayer.unwrap(target.layer()),
                    plan.keptOutputs(source.name()),
                    plan.keptInputs(source.name()));
        }
    }
}
