/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.TensorKernels;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The activation function at the end of a sparse layer. Identity costs nothing, a plain ReLU runs on our kernels, any other
 * function runs through ND4J. Keeps z, the function's input, for the gradient: the next layer may change the output in place
 * (dropout), and the forward pass is not computed again.
 */
final class OutputActivation {
    private @Nullable INDArray z;

    /** A plain ReLU, without maximum, threshold or slope. */
    static boolean isRelu(IActivation function) {
        return function.equals(new ActivationReLU());
    }

    /** Applies the function to batch-innermost values, which become this object's; the result has the network's format. */
    INDArray apply(IActivation function, INDArray values, CNN2DFormat format, boolean training, LayerWorkspaceMgr ws) {
        z = values;
        if (function instanceof ActivationIdentity) {
            return Formats.toNetwork(values, format);
        }
        TensorKernels tensors = Kernels.of(values.dataType()).tensors();
        INDArray y = Activations.create(ws, ArrayType.ACTIVATIONS, values.dataType(), values.shape());
        if (isRelu(function)) {
            tensors.relu(Activations.tensor(values), Activations.tensor(y));
            return Formats.toNetwork(y, format);
        }
        tensors.copy(Activations.tensor(values), Activations.tensor(y));
        return function.getActivation(Formats.toNetwork(y, format), training);
    }

    /** Gradient with respect to z, batch-innermost. The epsilon has the network's format and is not changed. */
    INDArray gradient(IActivation function, INDArray epsilon, CNN2DFormat format, LayerWorkspaceMgr ws, String owner) {
        if (z == null) {
            throw new IllegalStateException("Backprop without a forward pass " + owner);
        }
        INDArray dy = Formats.epsilon(epsilon, format, z.dataType(), ws, owner, z.shape());
        if (function instanceof ActivationIdentity) {
            return dy;
        }
        INDArray dz = Activations.create(ws, ArrayType.BP_WORKING_MEM, z.dataType(), z.shape());
        TensorKernels tensors = Kernels.of(z.dataType()).tensors();
        if (isRelu(function)) {
            tensors.reluGradient(Activations.tensor(z), Activations.tensor(dy), Activations.tensor(dz));
            return dz;
        }
        // some functions work in place on the gradient that they are given
        tensors.copy(Activations.tensor(dy), Activations.tensor(dz));
        INDArray result = function.backprop(Formats.toNetwork(z, format), Formats.toNetwork(dz, format))
                .getFirst();
        return Formats.toKernels(result, format, z.dataType(), ws, ArrayType.BP_WORKING_MEM);
    }

    void clear() {
        z = null;
    }
}
