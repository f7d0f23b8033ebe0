/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.KernelProvider;
import org.hrbp.kernel.TensorKernels;

/** Float kernels on Java's Vector API. */
public final class VectorKernels implements KernelProvider {
    private final TensorKernels tensors = new VectorTensors();

    /** Makes the provider. */
    public VectorKernels() {
        if (Lanes.LENGTH < 2) {
            throw new LinkageError("The Vector API finds no vectors on this machine");
        }
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public String signature() {
        return name() + "-" + Float.SIZE * Lanes.LENGTH;
    }

    @Override
    public ConvKernels prepare(ConvPlan plan) {
        return new VectorConv(plan);
    }

    @Override
    public TensorKernels tensors() {
        return tensors;
    }
}
