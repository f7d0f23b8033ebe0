/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.Arrays;
import java.util.List;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.PatternKernels;
import org.hrbp.kernel.Tensor;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.PatternState;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What the sparse ops have in common: input, weights and pattern as first arguments, and the kernels for them. */
abstract class SparseOp extends JavaOp {
    static final int X = 0;
    static final int WEIGHTS = 1;
    static final int PATTERN = 2;

    /** The bias of a forward op, the gradient of the output for a backward one. */
    static final int FOURTH = 3;

    private final PatternKernels live = new PatternKernels();

    SparseOp() {}

    SparseOp(SameDiff sd, OpAttributes attributes, SDVariable... args) {
        super(sd, args);
        attributes.writeTo(this);
    }

    /** Rank of input and output: 4 for images, 2 for vectors. */
    abstract int rank();

    OpAttributes attributes() {
        return OpAttributes.of(this);
    }

    ConvGeometry window(INDArray x) {
        return rank() == 4 ? attributes().window(x.size(2), x.size(3)) : ConvGeometry.POINT;
    }

    long[] outputShape(INDArray x) {
        OpAttributes attributes = attributes();
        int channels = attributes.shape().channels();
        if (x.rank() != rank() || x.size(1) != channels) {
            throw new IllegalArgumentException(label() + "input has shape " + Arrays.toString(x.shape())
                    + "; it must be [minibatch, " + channels + (rank() == 4 ? ", height, width]" : "]"));
        }
        if (rank() == 2) {
            return new long[] {x.size(0), attributes.shape().rows()};
        }
        int[] size = attributes.outputSize(x.size(2), x.size(3));
        return new long[] {x.size(0), attributes.shape().rows(), size[0], size[1]};
    }

    /** The pattern as it is stored now. */
    PatternState state(List<INDArray> in) {
        INDArray stored = Scratch.standard(in.get(PATTERN));
        long slots = in.get(WEIGHTS).length();
        try {
            return live.state(
                    stored, attributes().shape(), state -> attributes().check(state, slots, stored.length()));
        } catch (InvalidPatternException e) {
            throw new InvalidPatternException(label() + e.getMessage());
        }
    }

    ConvKernels kernels(List<INDArray> in, Tensor input, Tensor output) {
        INDArray x = in.get(X);
        checkTypes(in);
        state(in);
        return live.kernels(x.dataType(), window(x), input.layout(), output.layout());
    }

    private void checkTypes(List<INDArray> in) {
        DataType type = in.get(X).dataType();
        for (INDArray array : in) {
            if (array.dataType() != type) {
                throw new IllegalArgumentException(label() + "its arguments have data types "
                        + in.stream().map(INDArray::dataType).toList() + "; they must all be FLOAT or all DOUBLE");
            }
        }
    }

    static Memory memory(INDArray array) {
        return Memory.of(Scratch.standard(array));
    }

    private String label() {
        return sameDiff == null ? shortName() + ": " : shortName() + " on weights \"" + argNames()[WEIGHTS] + "\": ";
    }

    /** Sums of an output's gradient per channel. */
    static void biasGradient(Tensor dy, DataType type, INDArray target) {
        double[] sums = new double[dy.layout().channels()];
        Kernels.of(type).tensors().channelSums(dy, sums);
        for (int c = 0; c < sums.length; c++) {
            target.putScalar(c, sums[c]);
        }
    }
}
