/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.graph;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.impl.ElementWiseVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorKernels;
import org.hrbp.nn.layers.Activations;
import org.hrbp.nn.layers.Formats;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The running {@link HrbpElementWiseVertex}. */
@SuppressWarnings("overrides") // varargs within DL4J's vertices
final class AddVertex extends ElementWiseVertex {
    private final boolean relu;
    private CNN2DFormat format = CNN2DFormat.NCHW;
    private long[] shape = {};
    private @Nullable INDArray y;

    AddVertex(ComputationGraph graph, String name, int index, boolean relu, DataType dataType) {
        super(graph, name, index, Op.Add, dataType);
        this.relu = relu;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr ws) {
        if (!canDoForward()) {
            throw new IllegalStateException("Cannot do forward pass: inputs not set " + this);
        }
        checkShapes();
        format = Formats.cheapest(inputs[0]);
        INDArray first = toKernels(inputs[0], ws, ArrayType.FF_WORKING_MEM);
        Tensor[] terms = new Tensor[inputs.length];
        terms[0] = Activations.tensor(first);
        for (int i = 1; i < terms.length; i++) {
            terms[i] = Activations.tensor(toKernels(inputs[i], ws, ArrayType.FF_WORKING_MEM));
        }
        INDArray sum = Activations.create(ws, ArrayType.ACTIVATIONS, dataType, first.shape());
        shape = sum.shape();
        add(terms, relu, Activations.tensor(sum));
        if (relu) {
            y = outputMayChange() ? copy(sum, ws) : sum;
        }
        return Formats.toNetwork(sum, format);
    }

    private void checkShapes() {
        for (INDArray in : inputs) {
            if ((in.rank() != 2 && in.rank() != 4) || !in.equalShapes(inputs[0])) {
                throw new DL4JInvalidInputException("Inputs of shapes " + Arrays.toString(inputs[0].shape()) + " and "
                        + Arrays.toString(in.shape()) + " do not fit; expected equal shapes of rank 2 or 4 " + this);
            }
        }
    }

    /** Layers with dropout may change their input, which is this vertex's output, in place. */
    private boolean outputMayChange() {
        return Arrays.stream(graph.getLayers())
                .map(Layer::conf)
                .anyMatch(conf -> conf.getLayer().getIDropout() != null);
    }

    private INDArray copy(INDArray sum, LayerWorkspaceMgr ws) {
        INDArray copy = Activations.create(ws, ArrayType.ACTIVATIONS, dataType, sum.shape());
        kernels().copy(Activations.tensor(sum), Activations.tensor(copy));
        return copy;
    }

    private void add(Tensor[] terms, boolean withRelu, Tensor sum) {
        if (terms.length == 1) {
            if (withRelu) {
                kernels().relu(terms[0], sum);
            } else {
                kernels().copy(terms[0], sum);
            }
            return;
        }
        Tensor left = terms[0];
        for (int i = 1; i < terms.length; i++) {
            kernels().add(left, terms[i], withRelu && i == terms.length - 1, sum);
            left = sum;
        }
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr ws) {
        if (!canDoBackward()) {
            throw new IllegalStateException("Cannot do backward pass: inputs or epsilon not set " + this);
        }
        INDArray[] gradients = new INDArray[inputs.length];
        INDArray dy = Formats.epsilon(epsilon, format, dataType, ws, toString(), shape);
        Tensor first = Activations.tensor(dy);
        for (int i = 0; i < gradients.length; i++) {
            INDArray dx = Activations.create(ws, ArrayType.ACTIVATION_GRAD, dataType, dy.shape());
            Tensor target = Activations.tensor(dx);
            if (y != null && i == 0) {
                kernels().reluGradient(Activations.tensor(y), first, target);
                first = target;
            } else {
                kernels().copy(first, target);
            }
            gradients[i] = Formats.toNetwork(dx, format);
        }
        return new Pair<>(null, gradients);
    }

    private INDArray toKernels(INDArray array, LayerWorkspaceMgr ws, ArrayType type) {
        return Formats.toKernels(array, format, dataType, ws, type);
    }

    private TensorKernels kernels() {
        return Kernels.of(dataType).tensors();
    }

    @Override
    public void clear() {
        super.clear();
        y = null;
    }

    @Override
    public String toString() {
        return "(vertex name: " + getVertexName() + ", vertex type: HrbpElementWiseVertex)";
    }
}
