/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Pooling;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Maximum, mean or sum over windows of {@code [N, C, H, W]} activations. As stock, its dropout is not applied. */
public class HrbpSubsamplingLayer extends SubsamplingLayer {
    private @Nullable INDArray x;
    private long[] outShape = {};
    private ConvGeometry window = ConvGeometry.POINT;

    /**
     * Makes the layer.
     *
     * @param conf configuration with an {@link org.hrbp.nn.conf.HrbpSubsamplingLayer}
     * @param dataType FLOAT or DOUBLE
     */
    public HrbpSubsamplingLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    private CNN2DFormat format() {
        return layerConf().getCnn2dDataFormat();
    }

    private boolean countPadding() {
        return layerConf().isAvgPoolIncludePadInDivisor();
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr ws) {
        assertInputSet(false);
        if (input.rank() != 4) {
            throw new DL4JInvalidInputException("Input of shape " + Arrays.toString(input.shape())
                    + " does not fit; expected rank 4, " + format().dimensionNames() + " " + layerId());
        }
        INDArray in = Formats.toKernels(input, format(), dataType, ws, ArrayType.ACTIVATIONS);
        int[] outSize = Windows.outputSize(
                in,
                layerConf().getKernelSize(),
                layerConf().getStride(),
                layerConf().getPadding(),
                layerConf().getDilation(),
                convolutionMode);
        ConvGeometry g = geometry(in, outSize);
        INDArray y =
                Activations.create(ws, ArrayType.ACTIVATIONS, dataType, in.size(0), in.size(1), outSize[0], outSize[1]);
        Kernels.of(dataType)
                .tensors()
                .pool(
                        Activations.tensor(in),
                        g,
                        pooling(layerConf().getPoolingType()),
                        countPadding(),
                        Activations.tensor(y));
        x = in;
        outShape = y.shape();
        window = g;
        return Formats.toNetwork(y, format());
    }

    private ConvGeometry geometry(INDArray in, int[] out) {
        int[] kernel = layerConf().getKernelSize();
        int[] stride = layerConf().getStride();
        int[] dilation = layerConf().getDilation();
        ConvGeometry g = Windows.geometry(in, out, kernel, stride, layerConf().getPadding(), dilation, convolutionMode);
        requireNoEmptyWindow((int) in.size(2), out[0], kernel[0], stride[0], dilation[0], g.padTop());
        requireNoEmptyWindow((int) in.size(3), out[1], kernel[1], stride[1], dilation[1], g.padLeft());
        return g;
    }

    private void requireNoEmptyWindow(int in, int out, int kernel, int stride, int dilation, int pad) {
        for (int o = 0; o < out; o++) {
            int inside = 0;
            for (int k = 0; k < kernel; k++) {
                int i = o * stride + k * dilation - pad;
                inside += i >= 0 && i < in ? 1 : 0;
            }
            if (inside == 0) {
                throw new IllegalStateException("Kernel " + kernel + ", stride " + stride + ", dilation " + dilation
                        + ", padding " + pad + " leave window " + o + " of " + out + " without any of the " + in
                        + " input pixels; use less padding or dilation " + layerId());
            }
        }
    }

    static Pooling pooling(PoolingType type) {
        return switch (type) {
            case MAX -> Pooling.MAX;
            case AVG -> Pooling.AVERAGE;
            case SUM -> Pooling.SUM;
            case PNORM ->
                throw new IllegalArgumentException("Pooling type PNORM is not supported; use MAX, AVG or SUM");
        };
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr ws) {
        assertInputSet(true);
        if (x == null) {
            throw new IllegalStateException("Backprop without a forward pass " + layerId());
        }
        INDArray dy = Formats.epsilon(epsilon, format(), dataType, ws, layerId(), outShape);
        INDArray dx = Activations.create(ws, ArrayType.ACTIVATION_GRAD, dataType, x.shape());
        Kernels.of(dataType)
                .tensors()
                .poolGradient(
                        Activations.tensor(x),
                        Activations.tensor(dy),
                        window,
                        pooling(layerConf().getPoolingType()),
                        countPadding(),
                        Activations.tensor(dx));
        return new Pair<>(new DefaultGradient(), Formats.toNetwork(dx, format()));
    }

    @Override
    public void clear() {
        super.clear();
        x = null;
    }
}
