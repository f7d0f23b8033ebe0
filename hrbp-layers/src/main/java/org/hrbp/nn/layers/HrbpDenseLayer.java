/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
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

/** Runtime of {@link org.hrbp.nn.conf.HrbpDenseLayer}. */
public class HrbpDenseLayer extends BaseLayer<org.hrbp.nn.conf.HrbpDenseLayer> implements SparseLayer {
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
    public HrbpDenseLayer(NeuralNetConfiguration conf, DataType dataType) {
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
        if (input.rank() != 2 || input.size(1) != layerConf().getNIn()) {
            throw new DL4JInvalidInputException("Layer \"" + layerConf().getLayerName() + "\": input has shape "
                    + Arrays.toString(input.shape()) + "; it must be [minibatch, "
                    + layerConf().getNIn() + "] "
                    + layerId());
        }
        INDArray x = Formats.toKernels(input, CNN2DFormat.NCHW, dataType, ws, ArrayType.ACTIVATIONS);
        INDArray z = Activations.create(
                ws, ArrayType.ACTIVATIONS, dataType, x.size(0), layerConf().getNOut());
        INDArray weights = getParamWithNoise(HrbpParamInitializer.WEIGHT_KEY, training, ws);
        INDArray bias = hasBias() ? getParamWithNoise(HrbpParamInitializer.BIAS_KEY, training, ws) : null;
        pass.forward(ConvGeometry.POINT, x, weights, bias, z);
        INDArray y = activation.apply(layerConf().getActivationFn(), z, CNN2DFormat.NCHW, training, ws);
        if (maskArray != null) {
            applyMask(y);
        }
        return y;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr ws) {
        assertInputSet(true);
        INDArray dz = activation.gradient(layerConf().getActivationFn(), epsilon, CNN2DFormat.NCHW, ws, layerId());
        if (maskArray != null) {
            applyMask(dz);
        }
        INDArray weights = getParamWithNoise(HrbpParamInitializer.WEIGHT_KEY, true, ws);
        Pair<Gradient, INDArray> result = pass.backward(dz, gradientViews, weights, true, ws);
        weightNoiseParams.clear();
        result.setSecond(backpropDropOutIfPresent(result.getSecond()));
        return result;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
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

    @Override
    public double calcRegularizationScore(boolean backpropParamsOnly) {
        return RegularizationScore.of(this);
    }
}
