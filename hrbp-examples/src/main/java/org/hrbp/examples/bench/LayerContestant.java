/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import org.hrbp.kernel.ConvKernels;

/** One pass of one layer. */
record LayerContestant(Variant variant, LayerShape.Layers layers, Pass pass, ConvKernels kernels, LayerMemory memory)
        implements Contestant {
    @Override
    public String name() {
        return layers.name() + " " + variant.structure() + " " + pass.id();
    }

    @Override
    public void warmUp() {
        step();
    }

    @Override
    public double step() {
        long begin = System.nanoTime();
        pass.run(kernels, memory);
        return (System.nanoTime() - begin) / 1e9;
    }

    /** Bytes of the activations on both sides and of the kept weights; each is read or written at least once. */
    long bytes() {
        long activations = (long) layers.plan().input().planeValues()
                        * layers.plan().input().channels()
                + (long) layers.plan().output().planeValues()
                        * layers.plan().output().channels();
        return Float.BYTES * (activations + layers.plan().pattern().keptCount());
    }
}
