/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import org.hrbp.kernel.ConvGeometry;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.nd4j.linalg.api.ops.DynamicCustomOp;

/**
 * What the arguments of an op say. They are saved with the graph and copied into its gradient function, so nothing else may
 * describe the op.
 *
 * @param shape shape of the dense weights
 * @param structure structure of the pattern
 * @param blocks blocks of the pattern, the groups of an HRBP pattern
 * @param spare whether weights and pattern may have unused slots at their ends
 * @param bias whether there is a bias
 * @param same whether the image is padded so that output size is input size over stride; else pad is used
 * @param stride vertical and horizontal stride
 * @param pad rows above and below and columns left and right
 * @param dilation vertical and horizontal dilation
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OpAttributes(
        WeightShape shape,
        String structure,
        int blocks,
        boolean spare,
        boolean bias,
        boolean same,
        int[] stride,
        int[] pad,
        int[] dilation) {
    private static final int WINDOW = 6;

    void writeTo(DynamicCustomOp op) {
        op.addIArgument(
                shape.rows(),
                shape.channels(),
                shape.kernelHeight(),
                shape.kernelWidth(),
                Structures.byId(structure).code(),
                blocks);
        op.addIArgument(stride);
        op.addIArgument(pad);
        op.addIArgument(dilation);
        op.addBArgument(spare, bias, same);
    }

    static OpAttributes of(DynamicCustomOp op) {
        long[] i = op.iArgs();
        boolean[] b = op.bArgs();
        int[] n = new int[i.length];
        for (int k = 0; k < n.length; k++) {
            n[k] = Math.toIntExact(i[k]);
        }
        String structure = Structures.ids().stream()
                .filter(id -> Structures.byId(id).code() == n[4])
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Structure code " + n[4] + " is unknown"));
        return new OpAttributes(
                new WeightShape(n[0], n[1], n[2], n[3]),
                structure,
                n[5],
                b[0],
                b[1],
                b[2],
                new int[] {n[WINDOW], n[WINDOW + 1]},
                new int[] {n[WINDOW + 2], n[WINDOW + 3]},
                new int[] {n[WINDOW + 4], n[WINDOW + 5]});
    }

    /** Height and width of the output. */
    int[] outputSize(long height, long width) {
        return new int[] {size(height, shape.kernelHeight(), 0), size(width, shape.kernelWidth(), 1)};
    }

    private int size(long in, int kernel, int axis) {
        long out = same
                ? (in + stride[axis] - 1) / stride[axis]
                : (in + 2L * pad[axis] - extent(kernel, axis)) / stride[axis] + 1;
        if (!same && in + 2L * pad[axis] < extent(kernel, axis)) {
            throw new IllegalArgumentException("An image side of " + in + " with padding " + pad[axis]
                    + " is smaller than the kernel, " + extent(kernel, axis));
        }
        return Math.toIntExact(out);
    }

    /** Pixels under the kernel, gaps of the dilation included. */
    private int extent(int kernel, int axis) {
        return (kernel - 1) * dilation[axis] + 1;
    }

    ConvGeometry window(long height, long width) {
        int[] out = outputSize(height, width);
        return new ConvGeometry(
                shape.kernelHeight(),
                shape.kernelWidth(),
                stride[0],
                stride[1],
                before(height, out[0], shape.kernelHeight(), 0),
                before(width, out[1], shape.kernelWidth(), 1),
                dilation[0],
                dilation[1]);
    }

    private int before(long in, int out, int kernel, int axis) {
        if (!same) {
            return pad[axis];
        }
        long all = (out - 1L) * stride[axis] + extent(kernel, axis) - in;
        return Math.toIntExact(Math.max(0, all) / 2);
    }

    /** Whether a pattern suits the op and its weights. */
    void check(PatternState state, long slots, long words) {
        if (!state.structureId().equals(structure)) {
            throw new InvalidPatternException(
                    "the pattern is " + state.structureId() + "; the op was made for " + structure);
        }
        int groups = state.pattern().blocks().size();
        if (structure.equals(HrbpStructure.ID) && groups != blocks) {
            throw new InvalidPatternException("the pattern has " + groups + " groups; the op was made for " + blocks);
        }
        int kept = state.pattern().keptCount();
        if (spare ? kept > slots : kept != slots) {
            throw new InvalidPatternException("the pattern keeps " + kept + " weights; the op stores " + slots);
        }
        int needed = PatternCodec.HEADER_LENGTH + state.pattern().indexEntries();
        if (spare ? needed > words : needed != words) {
            throw new InvalidPatternException(
                    "the pattern takes " + needed + " entries; the pattern variable has " + words);
        }
    }
}
