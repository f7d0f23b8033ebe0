/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Runtime of {@link org.hrbp.nn.conf.HrbpConvolutionLayer}. */
public class HrbpConvolutionLayer extends ConvolutionLayer implements SparseLayer {
    private final transient LivePattern live = new LivePattern(this);
    private final transient OutputActivation activation = new OutputActivation();
    private final transient GradientRequest request = new GradientRequest(this);
    private final transient PackedPass pass = new PackedPass(live, request);

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
    public void checkPatternState(PatternState state) {
        live.checkNamed(state);
    }

    @Override
    public void requestGradient(Pattern places) {
        request.places(places);
    }

    @Override
    public @Nullable INDArray takeRequestedGradient() {
        return request.take();
    }

    @Override
    public InputGradientForm inputGradientForm() {
        return live.form();
    }

    @Override
    public void setInputGradientForm(InputGradientForm form) {
        live.setForm(form);
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

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr ws) {
        assertInputSet(false);
        applyDropOutIfNecessary(training, ws);
        validateInputRank();
        validateInputDepth(layerConf().getNIn());
        CNN2DFormat format = layerConf().getCnn2dDataFormat();
        INDArray x = Formats.toKernels(input, format, dataType, ws, ArrayType.ACTIVATIONS);
        int[] kernel = layerConf().getKernelSize();
        int[] stride = layerConf().getStride();
        int[] padding = layerConf().getPadding();
        int[] dilation = layerConf().getDilation();
        int[] out = Windows.outputSize(x, kernel, stride, padding, dilation, convolutionMode);
        ConvGeometry window = Windows.geometry(x, out, kernel, stride, padding, dilation, convolutionMode);
        INDArray z = Activations.create(
                ws, ArrayType.ACTIVATIONS, dataType, x.size(0), layerConf().getNOut(), out[0], out[1]);
        INDArray weights = getParamWithNoise(HrbpParamInitializer.WEIGHT_KEY, training, ws);
        INDArray bias = hasBias() ? getParamWithNoise(HrbpParamInitializer.BIAS_KEY, training, ws) : null;
        pass.forward(window, x, weights, bias, z);
        return activation.apply(layerConf().getActivationFn(), z, format, training, ws);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr ws) {
        assertInputSet(true);
        CNN2DFormat format = layerConf().getCnn2dDataFormat();
        INDArray dz = activation.gradient(layerConf().getActivationFn(), epsilon, format, ws, layerId());
        INDArray weights = getParamWithNoise(HrbpParamInitializer.WEIGHT_KEY, true, ws);
        boolean inputGradient = ((org.hrbp.nn.conf.HrbpConvolutionLayer) layerConf()).isInputGradient();
        Pair<Gradient, INDArray> result = pass.backward(dz, gradientViews, weights, inputGradient, ws);
        weightNoiseParams.clear();
        if (!inputGradient) {
            return result;
        }
        result.setSecond(backpropDropOutIfPresent(Formats.toNetwork(result.getSecond(), format)));
        return result;
    }

    @Override
    public boolean updaterDivideByMinibatch(String paramName) {
        return !HrbpParamInitializer.PATTERN_KEY.equals(paramName);
    }

    @Override
    public void clear() {
        super.clear();
        activation.clear();
        pass.clear();
    }

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        return RegularizationScore.of(this);
    }
}
