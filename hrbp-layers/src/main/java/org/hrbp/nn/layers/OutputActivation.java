/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

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
 * The activation function at the end of a layer. Identity costs nothing, ReLU runs on our kernels, any other function runs
 * through ND4J. What the gradient needs is kept, so that the forward pass is not computed again.
 */
final class OutputActivation {
    private @Nullable INDArray kept;

    /** Applies the function to z, which may be overwritten; z is batch-innermost. */
    INDArray apply(IActivation function, INDArray z, boolean training, LayerWorkspaceMgr ws) {
        kept = null;
        if (isIdentity(function)) {
            return z;
        }
        TensorKernels tensors = Kernels.of(z.dataType()).tensors();
        if (isRelu(function)) {
            tensors.relu(Activations.tensor(z), Activations.tensor(z));
            kept = z;
            return z;
        }
        if (training) {
            kept = Activations.create(ws, ArrayType.ACTIVATIONS, z.dataType(), z.shape());
            tensors.copy(Activations.tensor(z), Activations.tensor(kept));
        }
        return function.getActivation(z, training);
    }

    /** Gradient with respect to z; the result is batch-innermost. */
    INDArray gradient(IActivation function, INDArray epsilon, LayerWorkspaceMgr ws) {
        INDArray dy = Activations.batchInnermost(epsilon, ws, ArrayType.BP_WORKING_MEM);
        if (isIdentity(function)) {
            return dy;
        }
        if (kept == null) {
            throw new IllegalStateException("The gradient needs a forward pass in training mode before it");
        }
        if (isRelu(function)) {
            INDArray dz = Activations.create(ws, ArrayType.BP_WORKING_MEM, dy.dataType(), dy.shape());
            Kernels.of(dy.dataType())
                    .tensors()
                    .reluGradient(Activations.tensor(kept), Activations.tensor(dy), Activations.tensor(dz));
            return dz;
        }
        return Activations.batchInnermost(function.backprop(kept, dy).getFirst(), ws, ArrayType.BP_WORKING_MEM);
    }

    void clear() {
        kept = null;
    }

    private static boolean isIdentity(IActivation function) {
        return function instanceof ActivationIdentity;
    }

    private static boolean isRelu(IActivation function) {
        return function.getClass() == ActivationReLU.class;
    }
}
