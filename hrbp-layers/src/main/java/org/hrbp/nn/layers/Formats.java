/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays between the data format of a network and the batch-innermost {@code [N, C, H, W]} of the kernels. */
public final class Formats {
    private Formats() {}

    /**
     * An array as {@code [N, C, H, W]} or {@code [N, C]}, copied only if its data type or memory order requires it.
     *
     * @param array array in the network's format, rank 2 or 4
     * @param format data format of rank 4 arrays
     * @param type data type of the network
     * @param ws workspaces of the calling layer
     * @param arrayType what a copy is for
     * @return a batch-innermost array
     */
    public static INDArray toKernels(
            INDArray array, CNN2DFormat format, DataType type, LayerWorkspaceMgr ws, ArrayType arrayType) {
        INDArray typed = array.dataType() == type ? array : ws.castTo(arrayType, type, array, false);
        return Activations.batchInnermost(toNchw(typed, format), ws, arrayType);
    }

    /**
     * An epsilon as {@link #toKernels} gives it, for a backward pass.
     *
     * @param epsilon gradient of an output, in the network's format
     * @param format data format of rank 4 arrays
     * @param type data type of the network
     * @param ws workspaces of the calling layer
     * @param owner layer or vertex, for the message
     * @param shape shape of the output for the kernels
     * @return a batch-innermost array
     * @throws IllegalArgumentException if the epsilon has another shape
     */
    public static INDArray epsilon(
            INDArray epsilon, CNN2DFormat format, DataType type, LayerWorkspaceMgr ws, String owner, long... shape) {
        if ((epsilon.rank() != 2 && epsilon.rank() != 4)
                || !Arrays.equals(toNchw(epsilon, format).shape(), shape)) {
            throw new IllegalArgumentException("Epsilon of shape " + Arrays.toString(epsilon.shape())
                    + " does not fit the output, " + Arrays.toString(shape) + " as NCHW " + owner);
        }
        return toKernels(epsilon, format, type, ws, ArrayType.BP_WORKING_MEM);
    }

    private static INDArray toNchw(INDArray array, CNN2DFormat format) {
        return last(array, format) ? array.permute(0, 3, 1, 2) : array;
    }

    /**
     * The inverse view of {@link #toKernels}.
     *
     * @param array {@code [N, C, H, W]} or {@code [N, C]}
     * @param format data format of rank 4 arrays
     * @return a view in the network's format
     */
    public static INDArray toNetwork(INDArray array, CNN2DFormat format) {
        return last(array, format) ? array.permute(0, 2, 3, 1) : array;
    }

    /**
     * The format that elementwise work should assume, where either would be right, to save a copy.
     *
     * @param array array in the network's format
     * @return NHWC if that makes the array batch-innermost, else NCHW
     */
    public static CNN2DFormat cheapest(INDArray array) {
        boolean last = array.rank() == 4
                && Activations.layoutOf(array) == null
                && Activations.layoutOf(array.permute(0, 3, 1, 2)) != null;
        return last ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
    }

    private static boolean last(INDArray array, CNN2DFormat format) {
        return array.rank() == 4 && format == CNN2DFormat.NHWC;
    }
}
