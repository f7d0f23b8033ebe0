/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.scalar;

import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.KernelProvider;
import org.hrbp.kernel.TensorKernels;

/** Float kernels in plain Java, for JVMs without the Vector API. */
public final class ScalarKernels implements KernelProvider {
    private static final TensorKernels TENSORS = new ScalarTensors();

    /** Makes the provider. */
    public ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public ConvKernels prepare(ConvPlan plan) {
        return new ScalarConv(plan);
    }

    @Override
    public TensorKernels tensors() {
        return TENSORS;
    }
}
