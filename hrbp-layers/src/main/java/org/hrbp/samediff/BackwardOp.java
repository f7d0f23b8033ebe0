/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.ArrayList;
import java.util.List;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.PackedWeights;
import org.hrbp.kernel.Tensor;
import org.hrbp.pattern.Pattern;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;
import org.nd4j.linalg.factory.Nd4j;

/** Arguments input, weights, pattern, output gradient, perhaps bias; outputs are the gradients of input, weights, bias. */
abstract class BackwardOp extends SparseOp {
    private static final int BIAS = 4;

    BackwardOp() {}

    BackwardOp(SameDiff sd, OpAttributes attributes, SDVariable... args) {
        super(sd, attributes, args);
    }

    @Override
    public int getNumOutputs() {
        return attributes().bias() ? 3 : 2;
    }

    @Override
    List<LongShapeDescriptor> shapes(List<INDArray> in) {
        List<LongShapeDescriptor> shapes = new ArrayList<>();
        shapes.add(LongShapeDescriptor.fromShape(in.get(X).shape(), in.get(X).dataType()));
        shapes.add(
                LongShapeDescriptor.fromShape(in.get(WEIGHTS).shape(), in.get(X).dataType()));
        if (attributes().bias()) {
            shapes.add(LongShapeDescriptor.fromShape(
                    in.get(BIAS).shape(), in.get(X).dataType()));
        }
        return shapes;
    }

    @Override
    synchronized void run(List<INDArray> in, List<INDArray> out) {
        INDArray x = in.get(X);
        try (Scratch scratch = new Scratch(x.dataType())) {
            Tensor input = scratch.load(x);
            Tensor dy = scratch.load(in.get(FOURTH));
            Tensor dx = scratch.make(x.shape());
            ConvKernels kernels = kernels(in, input, dy);
            kernels.inputGradient(dy.memory(), memory(in.get(WEIGHTS)), dx.memory());
            scratch.store(dx, out.get(0));
            weightGradient(in, kernels, input, dy, out.get(1));
            if (attributes().bias()) {
                biasGradient(dy, x.dataType(), out.get(2));
            }
        }
    }

    private void weightGradient(List<INDArray> in, ConvKernels kernels, Tensor input, Tensor dy, INDArray target) {
        INDArray direct = Scratch.standard(target);
        Memory dw = Memory.of(direct);
        kernels.weightGradient(input.memory(), dy.memory(), dw);
        if (attributes().spare()) {
            PackedWeights.clearUnused(dw, state(in).pattern());
        }
        if (direct != target) {
            target.assign(direct);
        }
    }

    /** The weight gradient at other places than the kept weights, from the arguments of an execution; the caller closes it. */
    INDArray gradientAt(Pattern places, List<INDArray> in) {
        INDArray x = in.get(X);
        INDArray gradient = Nd4j.createUninitialized(x.dataType(), 1, places.keptCount());
        try (Scratch scratch = new Scratch(x.dataType())) {
            Tensor input = scratch.load(x);
            Tensor dy = scratch.load(in.get(FOURTH));
            Kernels.of(x.dataType())
                    .prepare(new ConvPlan(places, window(x), input.layout(), dy.layout()))
                    .weightGradient(input.memory(), dy.memory(), Memory.of(gradient));
        }
        return gradient;
    }
}
