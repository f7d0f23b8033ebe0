/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.reference;

import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.KernelProvider;
import org.hrbp.kernel.TensorKernels;

/** Plain loops in double arithmetic over float or double memory. */
public final class ReferenceKernels implements KernelProvider {
    private static final TensorKernels TENSORS = new ReferenceTensors();

    /** Makes the provider. */
    public ReferenceKernels() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public ConvKernels prepare(ConvPlan plan) {
        return new ReferenceConv(plan);
    }

    @Override
    public TensorKernels tensors() {
        return TENSORS;
    }
}
