/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.ArrayList;
import java.util.List;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorLayout;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batch-innermost memory for one execution of an op; SameDiff's own arrays are in c-order. */
final class Scratch implements AutoCloseable {
    private static final int ALIGNMENT_BYTES = 64;

    private final DataType type;
    private final int elementBytes;
    private final List<INDArray> arrays = new ArrayList<>();

    Scratch(DataType type) {
        this.type = type;
        this.elementBytes = Memory.isDouble(type) ? Double.BYTES : Float.BYTES;
    }

    /** An uninitialised tensor for values of a shape, {@code [N, C, H, W]} or {@code [N, C]}. */
    Tensor make(long... shape) {
        boolean image = shape.length == 4;
        TensorLayout layout = TensorLayout.padded(
                Math.toIntExact(shape[0]),
                Math.toIntExact(shape[1]),
                image ? Math.toIntExact(shape[2]) : 1,
                image ? Math.toIntExact(shape[3]) : 1,
                elementBytes);
        int slack = ALIGNMENT_BYTES / elementBytes;
        INDArray array;
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            array = Nd4j.createUninitialized(type, (long) layout.elements() + slack);
        }
        arrays.add(array);
        long address = array.data().addressPointer().address();
        int skip = (int) Math.floorMod(-address, (long) ALIGNMENT_BYTES) / elementBytes;
        return new Tensor(Memory.of(array).slice(skip, layout.elements()), layout);
    }

    /** A copy of an array. */
    Tensor load(INDArray array) {
        Tensor tensor = make(array.shape());
        Kernels.of(type).tensors().fromStandard(Memory.of(standard(array)), tensor);
        return tensor;
    }

    /** Copies a tensor into an array of its shape. */
    void store(Tensor tensor, INDArray target) {
        INDArray direct = Memory.isStandard(target) ? target : target.dup('c');
        Kernels.of(type).tensors().toStandard(tensor, Memory.of(direct));
        if (direct != target) {
            target.assign(direct);
        }
    }

    /** The array itself if it is contiguous in c-order, else a copy that is. */
    static INDArray standard(INDArray array) {
        return Memory.isStandard(array) ? array : array.dup('c');
    }

    @Override
    public void close() {
        arrays.forEach(INDArray::close);
    }
}
