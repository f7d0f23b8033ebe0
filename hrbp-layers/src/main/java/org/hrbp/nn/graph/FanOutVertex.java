/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.graph;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Tensor;
import org.hrbp.nn.layers.Activations;
import org.hrbp.nn.layers.Formats;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The running {@link HrbpFanOut}. ComputationGraph adds the epsilon of each further consumer by
 * {@code setEpsilon(getEpsilon().addi(eps))}; here that only collects, and {@link #doBackward} sums. The collected arrays
 * stay valid until then, because their workspaces close after the step of the vertex that consumes them: this one.
 */
@SuppressWarnings("overrides") // varargs within DL4J's vertices
final class FanOutVertex extends BaseGraphVertex {
    private final EpsilonSum sum = new EpsilonSum();

    FanOutVertex(ComputationGraph graph, String name, int index, DataType dataType) {
        super(graph, name, index, null, null, dataType);
    }

    @Override
    public void setEpsilon(@Nullable INDArray epsilon) {
        if (epsilon == null || !sum.is(epsilon)) {
            sum.reset(epsilon);
            super.setEpsilon(sum.asArray());
        }
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr ws) {
        if (!canDoForward()) {
            throw new IllegalStateException("Cannot do forward pass: input not set " + this);
        }
        INDArray in = inputs[0];
        if (!mustMove(in, ws) || (in.rank() != 2 && in.rank() != 4)) {
            return ws.leverageTo(ArrayType.ACTIVATIONS, in);
        }
        CNN2DFormat format = Formats.cheapest(in);
        INDArray from = Formats.toKernels(in, format, in.dataType(), ws, ArrayType.FF_WORKING_MEM);
        INDArray copy = Activations.create(ws, ArrayType.ACTIVATIONS, in.dataType(), from.shape());
        Kernels.of(in.dataType()).tensors().copy(Activations.tensor(from), Activations.tensor(copy));
        return Formats.toNetwork(copy, format);
    }

    /** In inference each vertex has a workspace of its own, which closes before the consumers of this vertex have run. */
    private static boolean mustMove(INDArray in, LayerWorkspaceMgr ws) {
        return in.isAttached()
                && !in.data().getParentWorkspace().getId().equals(ws.getWorkspaceName(ArrayType.ACTIVATIONS));
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr ws) {
        if (inputs == null || inputs[0] == null) {
            throw new IllegalStateException("Cannot do backward pass: input not set " + this);
        }
        if (sum.terms().isEmpty()) {
            // all consumers are frozen; ComputationGraph treats a missing epsilon here as it does without this vertex
            return new Pair<>(null, new INDArray[] {null});
        }
        INDArray first = sum.terms().get(0);
        if (first.rank() != 2 && first.rank() != 4) {
            return new Pair<>(null, new INDArray[] {ws.leverageTo(ArrayType.ACTIVATION_GRAD, sum.total())});
        }
        CNN2DFormat format = Formats.cheapest(first);
        INDArray from = Formats.toKernels(first, format, dataType, ws, ArrayType.BP_WORKING_MEM);
        INDArray dx = Activations.create(ws, ArrayType.ACTIVATION_GRAD, dataType, from.shape());
        Tensor target = Activations.tensor(dx);
        Tensor left = Activations.tensor(from);
        if (sum.terms().size() == 1) {
            Kernels.of(dataType).tensors().copy(left, target);
        }
        for (INDArray term : sum.terms().subList(1, sum.terms().size())) {
            INDArray right = Formats.epsilon(term, format, dataType, ws, toString(), from.shape());
            Kernels.of(dataType).tensors().add(left, Activations.tensor(right), false, target);
            left = target;
        }
        return new Pair<>(null, new INDArray[] {Formats.toNetwork(dx, format)});
    }

    @Override
    public void clear() {
        super.clear();
        sum.reset(null);
    }

    @Override
    public boolean hasLayer() {
        return false;
    }

    @Override
    public @Nullable Layer getLayer() {
        return null;
    }

    @Override
    public void setBackpropGradientsViewArray(@Nullable INDArray view) {
        if (view != null) {
            throw new IllegalArgumentException("No parameters, hence no gradients " + this);
        }
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
            INDArray @Nullable [] maskArrays, MaskState currentMaskState, int minibatchSize) {
        return new Pair<>(maskArrays == null ? null : maskArrays[0], currentMaskState);
    }

    @Override
    public String toString() {
        return "(vertex name: " + getVertexName() + ", vertex type: HrbpFanOut)";
    }
}
