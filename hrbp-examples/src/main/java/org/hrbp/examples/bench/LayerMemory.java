/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.nio.FloatBuffer;
import java.util.Random;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.TensorLayout;

/** What the passes of one layer read and write; random numbers where they read. */
record LayerMemory(
        Memory input,
        Memory output,
        Memory inputGradient,
        Memory outputGradient,
        Memory weights,
        Memory weightGradient) {
    static LayerMemory of(ConvPlan plan, long seed) {
        Random random = new Random(seed);
        int kept = plan.pattern().keptCount();
        return new LayerMemory(
                random(plan.input(), random),
                Memory.allocate(plan.output().elements(), false),
                Memory.allocate(plan.input().elements(), false),
                random(plan.output(), random),
                random(kept, random),
                Memory.allocate(kept, false));
    }

    private static Memory random(TensorLayout layout, Random random) {
        return random(layout.elements(), random);
    }

    private static Memory random(int elements, Random random) {
        Memory memory = Memory.allocate(elements, false);
        FloatBuffer floats = memory.floats();
        while (floats.hasRemaining()) {
            floats.put(random.nextFloat() - 0.5f);
        }
        return memory;
    }

    /** The same activations for other weights. */
    LayerMemory withWeights(int kept, long seed) {
        return new LayerMemory(
                input,
                output,
                inputGradient,
                outputGradient,
                random(kept, new Random(seed)),
                Memory.allocate(kept, false));
    }
}
