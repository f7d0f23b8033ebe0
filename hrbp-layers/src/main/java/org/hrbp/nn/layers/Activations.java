/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Arrays;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorLayout;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch-innermost arrays inside a DL4J network. An array keeps its logical shape, {@code [N, C, H, W]} or {@code [N, C]};
 * its strides say that the batch is innermost, so layers of this library pass arrays on without a copy and stock layers
 * still read them correctly.
 */
public final class Activations {
    private static final int ALIGNMENT_BYTES = 64;

    private Activations() {}

    /**
     * A new uninitialised batch-innermost array in a workspace.
     *
     * @param ws workspaces of the calling layer
     * @param arrayType what the array is for
     * @param type FLOAT or DOUBLE
     * @param shape logical shape, {@code [N, C, H, W]} or {@code [N, C]}
     * @return a view of that shape
     */
    public static INDArray create(LayerWorkspaceMgr ws, ArrayType arrayType, DataType type, long... shape) {
        TensorLayout layout = padded(type, shape);
        int slack = ALIGNMENT_BYTES / elementBytes(type);
        INDArray flat = ws.createUninitialized(arrayType, type, (long) layout.elements() + slack);
        long address = flat.data().addressPointer().address();
        long offset = flat.offset() + Math.floorMod(-address, (long) ALIGNMENT_BYTES) / elementBytes(type);
        long[] strides = shape.length == 4
                ? new long[] {1, layout.plane(), (long) layout.width() * layout.batch(), layout.batch()}
                : new long[] {1, layout.plane()};
        return Nd4j.create(flat.data(), shape, strides, offset, 'c', type);
    }

    private static int elementBytes(DataType type) {
        return Memory.isDouble(type) ? 8 : 4;
    }

    private static TensorLayout padded(DataType type, long... shape) {
        boolean image = shape.length == 4;
        return TensorLayout.padded(
                Math.toIntExact(shape[0]),
                Math.toIntExact(shape[1]),
                image ? Math.toIntExact(shape[2]) : 1,
                image ? Math.toIntExact(shape[3]) : 1,
                elementBytes(type));
    }

    /**
     * The layout of an array, if its strides are batch-innermost.
     *
     * @param array any array
     * @return the layout, or null if the array has another rank or memory order
     */
    public static @Nullable TensorLayout layoutOf(INDArray array) {
        int rank = array.rank();
        if (rank != 2 && rank != 4) {
            return null;
        }
        long n = array.size(0);
        long c = array.size(1);
        long h = rank == 4 ? array.size(2) : 1;
        long w = rank == 4 ? array.size(3) : 1;
        long[] s = array.stride();
        boolean innermost = (n == 1 || s[0] == 1) && (w == 1 || s[3] == n) && (h == 1 || s[2] == w * n);
        long plane = c == 1 ? Math.max(s[1], h * w * n) : s[1];
        if (!innermost || plane < h * w * n || plane > Integer.MAX_VALUE) {
            return null;
        }
        return new TensorLayout((int) n, (int) c, (int) h, (int) w, (int) plane);
    }

    /**
     * A batch-innermost array as kernels see it.
     *
     * @param array an array for which {@link #layoutOf} is not null
     * @return memory and layout
     * @throws IllegalArgumentException if the array is not batch-innermost
     */
    public static Tensor tensor(INDArray array) {
        TensorLayout layout = layoutOf(array);
        if (layout == null) {
            throw new IllegalArgumentException("Array of shape " + Arrays.toString(array.shape()) + " and strides "
                    + Arrays.toString(array.stride()) + " is not batch-innermost");
        }
        return new Tensor(Memory.of(array, layout.elements()), layout);
    }

    /**
     * The array itself if it has the layout of {@link #create}, else a copy that has it.
     *
     * @param array {@code [N, C, H, W]} or {@code [N, C]} in any memory order
     * @param ws workspaces of the calling layer
     * @param arrayType what the copy is for
     * @return an array of the same shape and values
     */
    public static INDArray batchInnermost(INDArray array, LayerWorkspaceMgr ws, ArrayType arrayType) {
        TensorLayout layout = layoutOf(array);
        if (layout != null && layout.equals(padded(array.dataType(), array.shape()))) {
            return array;
        }
        INDArray copy = create(ws, arrayType, array.dataType(), array.shape());
        INDArray standard = Memory.isStandard(array) ? array : array.dup('c');
        Kernels.of(array.dataType()).tensors().fromStandard(Memory.of(standard), tensor(copy));
        return copy;
    }
}
