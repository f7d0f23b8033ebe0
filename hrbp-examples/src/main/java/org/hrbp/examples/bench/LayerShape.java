/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.WeightShape;

/**
 * What layers that take the same time have in common.
 *
 * @param weights shape of the dense weights
 * @param geometry how the window moves
 * @param input layout of the input
 * @param output layout of the output
 */
record LayerShape(WeightShape weights, ConvGeometry geometry, TensorLayout input, TensorLayout output) {
    /**
     * The layers of one shape in a network.
     *
     * @param name the first of them
     * @param plan its work
     * @param count how many there are
     */
    record Layers(String name, ConvPlan plan, int count) {}

    /** The layers on our kernels, by shape, in forward order. */
    static Map<LayerShape, Layers> of(ComputationGraph net, InputType input, int batch) {
        ComputationGraphConfiguration conf = net.getConfiguration();
        // DL4J adds preprocessors on the way, hence the copy
        Map<String, InputType> types = conf.clone().getLayerActivationTypes(input);
        Map<LayerShape, Layers> all = new LinkedHashMap<>();
        for (int index : net.topologicalSortOrder()) {
            GraphVertex vertex = net.getVertices()[index];
            String name = vertex.getVertexName();
            if (vertex.hasLayer() && vertex.getLayer() instanceof SparseLayer layer) {
                String before =
                        Objects.requireNonNull(conf.getVertexInputs().get(name)).get(0);
                TensorLayout in = layout(batch, Objects.requireNonNull(types.get(before)));
                TensorLayout out = layout(batch, Objects.requireNonNull(types.get(name)));
                ConvPlan plan = new ConvPlan(layer.pattern(), geometry(vertex), in, out);
                LayerShape shape = new LayerShape(plan.pattern().shape(), plan.geometry(), in, out);
                all.merge(
                        shape,
                        new Layers(name, plan, 1),
                        (first, another) -> new Layers(first.name(), first.plan(), first.count() + 1));
            }
        }
        return all;
    }

    private static TensorLayout layout(int batch, InputType type) {
        if (type instanceof InputType.InputTypeConvolutional image) {
            return TensorLayout.padded(
                    batch, (int) image.getChannels(), (int) image.getHeight(), (int) image.getWidth(), Float.BYTES);
        }
        return TensorLayout.padded(batch, (int) type.arrayElementsPerExample(), 1, 1, Float.BYTES);
    }

    /** The zoo's convolutions state their padding, so DL4J's convolution modes do not matter. */
    private static ConvGeometry geometry(GraphVertex vertex) {
        if (!(vertex.getLayer().conf().getLayer() instanceof ConvolutionLayer conf)) {
            return ConvGeometry.POINT;
        }
        int[] kernel = conf.getKernelSize();
        int[] stride = conf.getStride();
        int[] pad = conf.getPadding();
        int[] dilation = conf.getDilation();
        return new ConvGeometry(kernel[0], kernel[1], stride[0], stride[1], pad[0], pad[1], dilation[0], dilation[1]);
    }
}
