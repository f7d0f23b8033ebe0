/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.List;
import org.hrbp.kernel.reference.ReferenceKernels;
import org.nd4j.linalg.api.buffer.DataType;

/** Chooses the kernel provider. {@code -Dhrbp.kernel=vector|scalar|reference} forces one. */
public final class Kernels {
    /** System property that forces a provider. */
    public static final String PROPERTY = "hrbp.kernel";

    private static final KernelProvider REFERENCE = new ReferenceKernels();

    private Kernels() {}

    /**
     * The provider for networks of a data type.
     *
     * @param type FLOAT or DOUBLE
     * @return the provider in use; DOUBLE is always served by {@code reference}
     * @throws IllegalArgumentException for any other data type
     */
    public static KernelProvider of(DataType type) {
        Memory.isDouble(type);
        return REFERENCE;
    }

    /**
     * The names that {@code -Dhrbp.kernel=} takes.
     *
     * @return vector, scalar, reference
     */
    public static List<String> names() {
        return List.of("vector", "scalar", "reference");
    }
}
