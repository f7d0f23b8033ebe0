/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Tensor;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Maximum, mean or sum over all pixels: {@code [N, C, H, W]} to {@code [N, C]}, or to {@code [N, C, 1, 1]}. Masked arrays
 * are pooled by the stock layer.
 */
public class HrbpGlobalPoolingLayer extends GlobalPoolingLayer {
    private @Nullable INDArray x;

    /**
     * Makes the layer.
     *
     * @param conf configuration with an {@link org.hrbp.nn.conf.HrbpGlobalPoolingLayer}
     * @param dataType FLOAT or DOUBLE
     */
    public HrbpGlobalPoolingLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    private org.hrbp.nn.conf.HrbpGlobalPoolingLayer hrbpConf() {
        return (org.hrbp.nn.conf.HrbpGlobalPoolingLayer) layerConf();
    }

    private CNN2DFormat format() {
        return hrbpConf().dataFormat();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr ws) {
        assertInputSet(false);
        if (maskArray != null) {
            return super.activate(training, ws);
        }
        if (input.rank() != 4) {
            throw new DL4JInvalidInputException("Input of shape " + Arrays.toString(input.shape())
                    + " does not fit; expected rank 4, " + format().dimensionNames() + " " + layerId());
        }
        INDArray in = Formats.toKernels(input, format(), dataType, ws, ArrayType.ACTIVATIONS);
        INDArray y = layerConf().isCollapseDimensions()
                ? Activations.create(ws, ArrayType.ACTIVATIONS, dataType, in.size(0), in.size(1))
                : Activations.create(ws, ArrayType.ACTIVATIONS, dataType, in.size(0), in.size(1), 1, 1);
        Tensor tensor = Activations.tensor(in);
        Kernels.of(dataType)
                .tensors()
                .pool(
                        tensor,
                        window(tensor),
                        HrbpSubsamplingLayer.pooling(layerConf().getPoolingType()),
                        false,
                        Activations.tensor(y));
        x = in;
        return Formats.toNetwork(y, format());
    }

    private static ConvGeometry window(Tensor in) {
        return new ConvGeometry(in.layout().height(), in.layout().width(), 1, 1, 0, 0, 1, 1);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr ws) {
        assertInputSet(true);
        if (maskArray != null) {
            return super.backpropGradient(epsilon, ws);
        }
        if (x == null) {
            throw new IllegalStateException("Backprop without a forward pass " + layerId());
        }
        // either rank, as stock: [N, C] is the same tensor as [N, C, 1, 1]
        long[] shape =
                epsilon.rank() == 4 ? new long[] {x.size(0), x.size(1), 1, 1} : new long[] {x.size(0), x.size(1)};
        INDArray dy = Formats.epsilon(epsilon, format(), dataType, ws, layerId(), shape);
        INDArray dx = Activations.create(ws, ArrayType.ACTIVATION_GRAD, dataType, x.shape());
        Tensor tensor = Activations.tensor(x);
        Kernels.of(dataType)
                .tensors()
                .poolGradient(
                        tensor,
                        Activations.tensor(dy),
                        window(tensor),
                        HrbpSubsamplingLayer.pooling(layerConf().getPoolingType()),
                        false,
                        Activations.tensor(dx));
        return new Pair<>(new DefaultGradient(), Formats.toNetwork(dx, format()));
    }

    @Override
    public void clear() {
        super.clear();
        x = null;
    }
}
