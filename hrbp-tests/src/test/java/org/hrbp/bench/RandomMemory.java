/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.bench;

import java.util.Random;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorLayout;

/** Operands with random values, so that nothing is denormal or zero. */
final class RandomMemory {
    private RandomMemory() {}

    static Memory of(int elements) {
        Memory memory = Memory.allocate(elements, false);
        Random random = new Random(elements);
        for (int i = 0; i < elements; i++) {
            memory.set(i, random.nextGaussian());
        }
        return memory;
    }

    static Tensor of(TensorLayout layout) {
        return new Tensor(of(layout.elements()), layout);
    }
}
