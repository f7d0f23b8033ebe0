/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One image axis of a pass: which source coordinate each destination coordinate reads through each kernel index.
 * Destination coordinates that read the same offsets from their base form a class, so borders and strides need no branch.
 */
final class Axis {
    /** Offset of a kernel index that reads nothing. */
    static final int OUTSIDE = Integer.MIN_VALUE;

    private final int[] classes;
    private final int[] bases;
    private final List<int[]> offsets = new ArrayList<>();

    private Axis(int size) {
        classes = new int[size];
        bases = new int[size];
    }

    /** Output coordinates read input coordinates. */
    static Axis forward(int outputs, int inputs, int kernel, int stride, int pad, int dilation) {
        Axis axis = new Axis(outputs);
        for (int o = 0; o < outputs; o++) {
            int[] reads = new int[kernel];
            for (int k = 0; k < kernel; k++) {
                reads[k] = o * stride + k * dilation - pad;
            }
            axis.add(o, o * stride, reads, inputs);
        }
        return axis;
    }

    /** Input coordinates read the gradients of the output coordinates that read them. */
    static Axis backward(int inputs, int outputs, int kernel, int stride, int pad, int dilation) {
        Axis axis = new Axis(inputs);
        for (int i = 0; i < inputs; i++) {
            int[] reads = new int[kernel];
            for (int k = 0; k < kernel; k++) {
                int scaled = i + pad - k * dilation;
                reads[k] = Math.floorMod(scaled, stride) == 0 ? Math.floorDiv(scaled, stride) : -1;
            }
            axis.add(i, i / stride, reads, outputs);
        }
        return axis;
    }

    private void add(int index, int base, int[] reads, int sourceSize) {
        int[] relative = new int[reads.length];
        for (int k = 0; k < reads.length; k++) {
            relative[k] = reads[k] >= 0 && reads[k] < sourceSize ? reads[k] - base : OUTSIDE;
        }
        int id = 0;
        while (id < offsets.size() && !Arrays.equals(offsets.get(id), relative)) {
            id++;
        }
        if (id == offsets.size()) {
            offsets.add(relative);
        }
        bases[index] = base;
        classes[index] = id;
    }

    int size() {
        return classes.length;
    }

    int classCount() {
        return offsets.size();
    }

    int classOf(int index) {
        return classes[index];
    }

    /** Source coordinate that the offsets of an index count from; it may lie outside the source. */
    int base(int index) {
        return bases[index];
    }

    /** Offset from the base, or {@link #OUTSIDE}. */
    int offset(int classId, int kernelIndex) {
        return offsets.get(classId)[kernelIndex];
    }
}
