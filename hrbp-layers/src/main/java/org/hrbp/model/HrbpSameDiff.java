/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.graph.HrbpElementWiseVertex;
import org.hrbp.nn.graph.HrbpFanOut;
import org.hrbp.nn.layers.NamedLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** Turns DL4J networks into SameDiff graphs, sparse layers into the ops of {@link org.hrbp.samediff.HrbpOps}. */
public final class HrbpSameDiff {
    /** Name of the input of a graph made from a MultiLayerNetwork. */
    public static final String INPUT = "input";

    private final SameDiff sd = SameDiff.create();
    private final DataType type;
    private final Map<String, SDVariable> outputs = new HashMap<>();
    private final List<String> unsupported = new ArrayList<>();

    private HrbpSameDiff(Model model) {
        this.type = model.params().dataType();
    }

    /**
     * Converts a network: sparse, stock and drop-in convolution, fully connected, batch normalization, pooling, global pooling,
     * activation, output and loss layers; add, merge and fan-out vertices; NCHW. Parameters are copied, those of frozen layers as
     * constants.
     *
     * <p>Every layer's or vertex's output is a variable of its name; where a convolution or fully connected layer has an activation
     * function, its sums have the layer's name and the result is {@code name-activation}. Inputs are placeholders of the graph's input names, or
     * {@link #INPUT}. An output layer {@code out} gets a placeholder {@code out-labels} and a loss {@code out-loss} (mean over the
     * mini-batch). Batch normalization is a scale and a shift per channel, by its running statistics, which are constants: training
     * changes gamma and beta (unless locked) but never the statistics, and does not normalize by the mini-batch's own as DL4J does.
     * Updaters and regularization are not part of a graph.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @return a graph with the same outputs
     * @throws IllegalArgumentException if there are unsupported layers: lists all of them
     */
    public static SameDiff from(Model model) {
        List<NamedLayer> layers = NamedLayer.of(model);
        HrbpSameDiff made = new HrbpSameDiff(model);
        if (model instanceof ComputationGraph graph) {
            made.graph(graph);
        } else {
            made.layers((MultiLayerNetwork) model, layers);
        }
        if (!made.unsupported.isEmpty()) {
            throw new IllegalArgumentException("The network has parts that cannot be converted to SameDiff: "
                    + String.join("; ", made.unsupported));
        }
        return made.sd;
    }

    private void layers(MultiLayerNetwork network, List<NamedLayer> layers) {
        SDVariable x = sd.placeHolder(INPUT, type, (long[]) null);
        for (int i = 0; i < layers.size(); i++) {
            InputPreProcessor processor = network.getLayerWiseConfigurations().getInputPreProcess(i);
            x = layer(layers.get(i).name(), layers.get(i).layer(), processor, x);
        }
    }

    private void graph(ComputationGraph graph) {
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            GraphVertex conf = graph.getConfiguration().getVertices().get(name);
            if (conf == null) {
                outputs.put(name, sd.placeHolder(name, type, (long[]) null));
                continue;
            }
            List<SDVariable> in = Objects.requireNonNull(
                            graph.getConfiguration().getVertexInputs().get(name))
                    .stream()
                    .map(this::output)
                    .toList();
            if (conf instanceof LayerVertex vertex) {
                outputs.put(
                        name, layer(name, graph.getVertices()[index].getLayer(), vertex.getPreProcessor(), in.get(0)));
            } else {
                outputs.put(name, vertex(name, conf, in));
            }
        }
    }

    private SDVariable output(String name) {
        SDVariable output = outputs.get(name);
        if (output == null) {
            throw new IllegalStateException("Vertex \"" + name + "\" is used before it is made");
        }
        return output;
    }

    private SDVariable vertex(String name, GraphVertex conf, List<SDVariable> in) {
        if (conf instanceof HrbpFanOut) {
            return sd.identity(name, in.get(0));
        }
        if (conf instanceof MergeVertex && in.size() > 1) {
            return sd.concat(name, 1, in.toArray(SDVariable[]::new));
        }
        if (conf instanceof ElementWiseVertex add && add.getOp() == ElementWiseVertex.Op.Add && in.size() > 1) {
            SDVariable sum = in.get(0);
            for (int i = 1; i < in.size(); i++) {
                sum = sum.add(in.get(i));
            }
            boolean relu = conf instanceof HrbpElementWiseVertex ours && ours.isFusedReLU();
            return relu ? sd.nn().relu(name, sum, 0) : sd.identity(name, sum);
        }
        unsupported.add("vertex \"" + name + "\" (" + conf.getClass().getSimpleName() + ")");
        return in.get(0);
    }

    private SDVariable layer(String name, Layer layer, @Nullable InputPreProcessor processor, SDVariable in) {
        SDVariable x = preprocess(name, processor, in);
        try {
            return new SameDiffLayer(sd, name, layer).add(x);
        } catch (UnsupportedOperationException e) {
            unsupported.add("layer \"" + name + "\" (" + e.getMessage() + ")");
            return x;
        }
    }

    private SDVariable preprocess(String name, @Nullable InputPreProcessor processor, SDVariable in) {
        if (processor == null) {
            return in;
        }
        if (processor instanceof CnnToFeedForwardPreProcessor flat) {
            return in.reshape(-1, flat.getInputHeight() * flat.getInputWidth() * flat.getNumChannels());
        }
        if (processor instanceof FeedForwardToCnnPreProcessor image) {
            return in.reshape(-1, image.getNumChannels(), image.getInputHeight(), image.getInputWidth());
        }
        unsupported.add(
                "preprocessor of \"" + name + "\" (" + processor.getClass().getSimpleName() + ")");
        return in;
    }
}
