/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hrbp.kernel.Tensor;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.LongShapeDescriptor;

/** Arguments input, weights, pattern, perhaps bias; one output. */
abstract class ForwardOp extends SparseOp {
    ForwardOp() {}

    ForwardOp(SameDiff sd, OpAttributes attributes, SDVariable... args) {
        super(sd, attributes, args);
    }

    /** The op that computes the gradients of this one. */
    abstract BackwardOp backward(OpAttributes attributes, SDVariable... args);

    @Override
    public int getNumOutputs() {
        return 1;
    }

    @Override
    List<LongShapeDescriptor> shapes(List<INDArray> in) {
        INDArray x = in.get(X);
        return List.of(LongShapeDescriptor.fromShape(outputShape(x), x.dataType()));
    }

    @Override
    synchronized void run(List<INDArray> in, List<INDArray> out) {
        INDArray x = in.get(X);
        try (Scratch scratch = new Scratch(x.dataType())) {
            Tensor input = scratch.load(x);
            Tensor output = scratch.make(outputShape(x));
            kernels(in, input, output)
                    .forward(
                            input.memory(),
                            memory(in.get(WEIGHTS)),
                            attributes().bias() ? memory(in.get(FOURTH)) : null,
                            output.memory());
            scratch.store(output, out.get(0));
        }
    }

    @Override
    public List<SDVariable> doDiff(List<SDVariable> outputGradients) {
        List<SDVariable> args = new ArrayList<>(Arrays.asList(args()));
        args.add(FOURTH, outputGradients.get(0));
        SDVariable[] made =
                backward(attributes(), args.toArray(SDVariable[]::new)).outputVariables();
        List<SDVariable> gradients = new ArrayList<>(Arrays.asList(made));
        gradients.add(PATTERN, sameDiff.zerosLike(arg(PATTERN)));
        return gradients;
    }
}
