/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.Locale;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.kernel.Kernels;
import org.nd4j.linalg.api.buffer.DataType;

/** One pass of one layer; {@code passName} says of an input gradient in a form that was asked for which one that is. */
record LayerContestant(
        Variant variant, LayerShape.Layers layers, Pass pass, String passName, ConvKernels kernels, LayerMemory memory)
        implements Contestant {
    static LayerContestant of(
            Variant variant, LayerShape.Layers layers, Pass pass, ConvKernels kernels, LayerMemory memory) {
        return new LayerContestant(variant, layers, pass, pass.id(), kernels, memory);
    }

    /** The input gradient of the same layer in another form. */
    LayerContestant in(InputGradientForm form) {
        return new LayerContestant(
                variant,
                layers,
                pass,
                pass.id() + "_" + form.name().toLowerCase(Locale.ROOT),
                Kernels.of(DataType.FLOAT).prepare(layers.plan().with(form)),
                memory);
    }

    @Override
    public String name() {
        return layers.name() + " " + variant.structure() + " " + passName;
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
