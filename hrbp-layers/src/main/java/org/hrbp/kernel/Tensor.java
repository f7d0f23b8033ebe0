/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

/**
 * Activations or their gradients: memory and how it is laid out.
 *
 * @param memory the memory, at least {@code layout.elements()} long
 * @param layout the layout
 */
public record Tensor(Memory memory, TensorLayout layout) {
    /**
     * Checks that the memory holds the tensor.
     *
     * @param memory the memory
     * @param layout the layout
     * @throws IllegalArgumentException if the memory is too short
     */
    public Tensor {
        if (memory.length() < layout.elements()) {
            throw new IllegalArgumentException("Memory of " + memory.length() + " elements is too short for " + layout);
        }
    }

    /**
     * New zeroed tensor.
     *
     * @param layout the layout
     * @param doubles true for double, false for float
     * @return the tensor
     */
    public static Tensor allocate(TensorLayout layout, boolean doubles) {
        return new Tensor(Memory.allocate(layout.elements(), doubles), layout);
    }
}
