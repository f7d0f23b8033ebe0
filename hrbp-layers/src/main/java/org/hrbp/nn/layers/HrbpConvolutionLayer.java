/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.PatternState;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link org.hrbp.nn.conf.HrbpConvolutionLayer}. */
public class HrbpConvolutionLayer extends ConvolutionLayer implements SparseLayer {
    private final transient LivePattern live = new LivePattern(this);
    private final transient OutputActivation activation = new OutputActivation();
    private final transient PackedPass pass = new PackedPass(live);

    /**
     * Makes the layer.
     *
     * @param conf its configuration
     * @param dataType FLOAT or DOUBLE
     */
    public HrbpConvolutionLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public PatternState patternState() {
        return live.state();
    }

    @Override
    public void setPatternState(PatternState state) {
        live.replace(state);
    }

    @Override
    public INDArray mask() {
        return live.mask();
    }

    @Override
    public INDArray denseWeights() {
        return live.denseWeights();
    }

    @Override
    public void setDenseWeights(INDArray dense) {
        live.setDenseWeights(dense);
    }

    private boolean channelsLast() {
        return layerConf().getCnn2dDataFormat() == CNN2DFormat.NHWC;
    }

    private INDArray toChannelsFirst(INDArray array) {
        return channelsLast() ? array.permute(0, 3, 1, 2) : array;
    }

    private INDArray fromChannelsFirst(INDArray array) {
        return channelsLast() ? array.permute(0, 2, 3, 1) : array;
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr ws) {
        assertInputSet(false);
        applyDropOutIfNecessary(training, ws);
        validateInputRank();
        validateInputDepth(layerConf().getNIn());
        INDArray x = Activations.batchInnermost(toChannelsFirst(input.castTo(dataType)), ws, ArrayType.ACTIVATIONS);
        int[] out = outputSize(x);
        INDArray z = Activations.create(
                ws, ArrayType.ACTIVATIONS, dataType, x.size(0), layerConf().getNOut(), out[0], out[1]);
        INDArray weights = getParamWithNoise(HrbpParamInitializer.WEIGHT_KEY, training, ws);
        INDArray bias = hasBias() ? getParamWithNoise(HrbpParamInitializer.BIAS_KEY, training, ws) : null;
        pass.forward(geometry(x, out), x, weights, bias, z);
        return fromChannelsFirst(activation.apply(layerConf().getActivationFn(), z, training, ws));
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr ws) {
        assertInputSet(true);
        INDArray dz = activation.gradient(layerConf().getActivationFn(), toChannelsFirst(epsilon.castTo(dataType)), ws);
        INDArray weights = getParamWithNoise(HrbpParamInitializer.WEIGHT_KEY, true, ws);
        Pair<Gradient, INDArray> result = pass.backward(dz, gradientViews, weights, ws);
        weightNoiseParams.clear();
        result.setSecond(backpropDropOutIfPresent(fromChannelsFirst(result.getSecond())));
        return result;
    }

    private int[] outputSize(INDArray x) {
        int[] padding =
                convolutionMode == ConvolutionMode.Same ? null : layerConf().getPadding();
        return ConvolutionUtils.getOutputSize(
                x,
                layerConf().getKernelSize(),
                layerConf().getStride(),
                padding,
                convolutionMode,
                layerConf().getDilation(),
                CNN2DFormat.NCHW);
    }

    private ConvGeometry geometry(INDArray x, int[] out) {
        int[] kernel = layerConf().getKernelSize();
        int[] stride = layerConf().getStride();
        int[] dilation = layerConf().getDilation();
        int[] padding = convolutionMode == ConvolutionMode.Same
                ? ConvolutionUtils.getSameModeTopLeftPadding(
                        out, new int[] {(int) x.size(2), (int) x.size(3)}, kernel, stride, dilation)
                : layerConf().getPadding();
        return new ConvGeometry(
                kernel[0], kernel[1], stride[0], stride[1], padding[0], padding[1], dilation[0], dilation[1]);
    }

    @Override
    public boolean updaterDivideByMinibatch(String paramName) {
        return !HrbpParamInitializer.PATTERN_KEY.equals(paramName);
    }

    @Override
    public boolean hasBias() {
        return layerConf().hasBias();
    }

    @Override
    public void clear() {
        super.clear();
        activation.clear();
        pass.clear();
    }
}
