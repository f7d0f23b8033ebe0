/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

/** One implementation of all kernels. */
public interface KernelProvider {
    /**
     * Name for logs, reports and {@code -Dhrbp.kernel=}.
     *
     * @return {@code vector}, {@code scalar} or {@code reference}
     */
    String name();

    /**
     * What results depend on to the last bit: sums are spread over the lanes of a vector.
     *
     * @return the name, of {@code vector} with the bits of its vectors, as in {@code vector-512}
     */
    default String signature() {
        return name();
    }

    /**
     * Prepares the passes of one convolution.
     *
     * @param plan the work
     * @return kernels for that plan
     */
    ConvKernels prepare(ConvPlan plan);

    /**
     * The kernels of everything that is not a convolution.
     *
     * @return stateless kernels, safe for concurrent use
     */
    TensorKernels tensors();
}
