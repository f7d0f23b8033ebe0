/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.graph;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.hrbp.nn.layers.Supported;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Swap-in for {@link ElementWiseVertex} with operation Add: the sum of two or more {@code [N, C]} or image activations of
 * equal shape, with an optional ReLU. Other operations are refused.
 */
public class HrbpElementWiseVertex extends ElementWiseVertex {
    private boolean fusedReLU;

    /** Makes a sum. */
    public HrbpElementWiseVertex() {
        this(Op.Add);
    }

    /**
     * Makes a sum.
     *
     * @param op Add
     * @throws IllegalArgumentException for any other operation
     */
    public HrbpElementWiseVertex(Op op) {
        super(op);
        validate("HrbpElementWiseVertex");
    }

    private void validate(String owner) {
        if (op != Op.Add) {
            throw new IllegalArgumentException(owner + ": operation " + op + " is not supported; use Add");
        }
    }

    /**
     * Sets whether negative sums become 0, in the same pass. Off by default.
     *
     * @param relu true with ReLU
     * @return this
     */
    public HrbpElementWiseVertex fusedReLU(boolean relu) {
        fusedReLU = relu;
        return this;
    }

    /**
     * Whether negative sums become 0.
     *
     * @return true with ReLU
     */
    public boolean isFusedReLU() {
        return fusedReLU;
    }

    /**
     * Sets whether negative sums become 0.
     *
     * @param fusedReLU true with ReLU
     */
    public void setFusedReLU(boolean fusedReLU) {
        this.fusedReLU = fusedReLU;
    }

    @Override
    public GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int idx,
            INDArray paramsView,
            boolean initializeParams,
            DataType networkDatatype) {
        String owner = "HrbpElementWiseVertex \"" + name + "\"";
        validate(owner);
        Supported.dataType(owner, networkDatatype);
        return new AddVertex(graph, name, idx, fusedReLU, networkDatatype);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... vertexInputs) throws InvalidInputTypeException {
        for (InputType input : vertexInputs) {
            if (input.getType() == InputType.Type.RNN
                    || input.getType() == InputType.Type.CNN3D
                    || input.arrayElementsPerExample() != vertexInputs[0].arrayElementsPerExample()) {
                throw new InvalidInputTypeException("HrbpElementWiseVertex: inputs " + Arrays.toString(vertexInputs)
                        + " are not supported; use FF, CNN or CNNFlat inputs of one size");
            }
        }
        return super.getOutputType(layerIndex, vertexInputs);
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputTypes) {
        return new LayerMemoryReport.Builder(null, HrbpElementWiseVertex.class, inputTypes[0], inputTypes[0])
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }

    @Override
    public HrbpElementWiseVertex clone() {
        return new HrbpElementWiseVertex(op).fusedReLU(fusedReLU);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HrbpElementWiseVertex that && op == that.op && fusedReLU == that.fusedReLU;
    }

    @Override
    public int hashCode() {
        return 31 * op.hashCode() + Boolean.hashCode(fusedReLU);
    }
}
