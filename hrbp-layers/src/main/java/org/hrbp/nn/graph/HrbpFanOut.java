/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.graph;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.nn.layers.Supported;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Owns a fan-out: put between a layer and its several consumers, it hands its input on unchanged and sums the gradients
 * of the consumers in one pass of our kernels. All consumers of that layer should read from this vertex. The result is
 * that of the graph without it.
 */
public class HrbpFanOut extends GraphVertex {
    /** Makes the vertex. */
    public HrbpFanOut() {}

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int idx,
            INDArray paramsView,
            boolean initializeParams,
            DataType networkDatatype) {
        Supported.dataType("HrbpFanOut \"" + name + "\"", networkDatatype);
        return new FanOutVertex(graph, name, idx, networkDatatype);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... vertexInputs) throws InvalidInputTypeException {
        if (vertexInputs.length != 1) {
            throw new InvalidInputTypeException("HrbpFanOut: expected one input, got " + vertexInputs.length);
        }
        return vertexInputs[0];
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputTypes) {
        return new LayerMemoryReport.Builder(null, HrbpFanOut.class, inputTypes[0], inputTypes[0])
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 1;
    }

    @Override
    public int maxVertexInputs() {
        return 1;
    }

    @Override
    public HrbpFanOut clone() {
        return new HrbpFanOut();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HrbpFanOut;
    }

    @Override
    public int hashCode() {
        return HrbpFanOut.class.hashCode();
    }
}
