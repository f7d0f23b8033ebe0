/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ConvolutionUtils;
import org.deeplearning4j.util.ValidationUtils;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.WeightShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * 2D convolution that stores and computes kept weights only; takes the place of {@link ConvolutionLayer}.
 *
 * <p>Parameters: {@code W} {@code [1, kept]}, the kept weights in the slot order of the pattern; {@code b} {@code [1, nOut]}
 * if there is a bias; {@code I} {@code [1, length]}, the pattern, which is not trained. Input and output are
 * {@code [N, C, H, W]}, or {@code [N, H, W, C]} with {@link CNN2DFormat#NHWC}.
 */
public class HrbpConvolutionLayer extends ConvolutionLayer implements SparseLayerConf {
    /** Settings of the pattern. */
    private PatternSettings patternSettings = PatternSettings.DEFAULT;

    /** Whether backprop computes the gradient of the input. */
    private boolean inputGradient = true;

    /** For deserialization. */
    public HrbpConvolutionLayer() {}

    /**
     * Makes the configuration.
     *
     * @param builder the options
     */
    protected HrbpConvolutionLayer(Builder builder) {
        super(builder);
        this.patternSettings = builder.patternSettings;
        this.cnn2dDataFormat = builder.dataFormat;
        this.inputGradient = builder.inputGradient;
    }

    /**
     * Whether backprop computes the gradient with respect to the input; see {@link Builder#inputGradient}.
     *
     * @return false only if the builder said so
     */
    public boolean isInputGradient() {
        return inputGradient;
    }

    /**
     * Used by deserialization.
     *
     * @param inputGradient see {@link Builder#inputGradient}
     */
    public void setInputGradient(boolean inputGradient) {
        this.inputGradient = inputGradient;
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        InputPreProcessor preProcessor = super.getPreProcessorForInputType(inputType);
        if (preProcessor != null && !inputGradient) {
            throw new DL4JInvalidConfigException("Layer \"" + getLayerName()
                    + "\": inputGradient(false) needs an input of images, but this network's is " + inputType
                    + ", whose preprocessor asks for the gradient");
        }
        return preProcessor;
    }

    @Override
    public PatternSettings getPatternSettings() {
        return patternSettings;
    }

    @Override
    public void setPatternSettings(PatternSettings settings) {
        this.patternSettings = settings;
    }

    @Override
    public WeightShape weightShape() {
        return new WeightShape(
                Math.toIntExact(getNOut()), Math.toIntExact(getNIn()), getKernelSize()[0], getKernelSize()[1]);
    }

    @Override
    public double[] fans() {
        double positions = (double) getKernelSize()[0] * getKernelSize()[1];
        double strides = (double) getStride()[0] * getStride()[1];
        return new double[] {getNIn() * positions, getNOut() * positions / strides};
    }

    @Override
    public long[] stockShape() {
        return new long[] {getNOut(), getNIn(), getKernelSize()[0], getKernelSize()[1]};
    }

    @Override
    public char stockOrder() {
        return 'c';
    }

    @Override
    public void setNIn(long nIn) {
        patternSettings = patternSettings.resized(getNIn(), nIn);
        super.setNIn(nIn);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        long before = getNIn();
        super.setNIn(inputType, override);
        patternSettings = patternSettings.resized(before, getNIn());
    }

    @Override
    public void setNOut(long nOut) {
        patternSettings = patternSettings.resized(getNOut(), nOut);
        super.setNOut(nOut);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        LayerValidation.assertNInNOutSet("HrbpConvolutionLayer", getLayerName(), layerIndex, getNIn(), getNOut());
        SparseLayers.validate(this, networkDataType);
        return Instances.prepare(
                new org.hrbp.nn.layers.HrbpConvolutionLayer(conf, networkDataType),
                conf,
                trainingListeners,
                layerIndex,
                layerParamsView,
                initializeParams);
    }

    @Override
    public ParamInitializer initializer() {
        return HrbpParamInitializer.getInstance();
    }

    @Override
    public IUpdater getUpdaterByParam(String paramName) {
        return SparseLayers.updater(paramName, super.getUpdaterByParam(paramName));
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return SparseLayers.memoryReport(this, inputType);
    }

    @Override
    public HrbpConvolutionLayer clone() {
        HrbpConvolutionLayer clone = (HrbpConvolutionLayer) super.clone();
        clone.dilation = dilation == null ? null : dilation.clone();
        return clone;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HrbpConvolutionLayer that
                && super.equals(other)
                && inputGradient == that.inputGradient
                && Objects.equals(patternSettings, that.patternSettings);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof HrbpConvolutionLayer;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Objects.hashCode(patternSettings);
    }

    @Override
    public String toString() {
        return "HrbpConvolutionLayer(" + super.toString() + ", " + patternSettings + ")";
    }

    /** Builder: the options of {@link ConvolutionLayer.Builder} and those of {@link PatternOptions}. */
    @SuppressWarnings("unchecked") // the return type of build() in DL4J
    public static class Builder extends BaseConvBuilder<Builder> implements PatternOptions<Builder> {
        private PatternSettings patternSettings = PatternSettings.DEFAULT;
        private CNN2DFormat dataFormat = CNN2DFormat.NCHW;
        private boolean inputGradient = true;

        /**
         * Kernel size.
         *
         * @param kernelSize height and width, or one number for both
         */
        public Builder(int... kernelSize) {
            super(kernelSize);
        }

        /**
         * Kernel size and stride.
         *
         * @param kernelSize height and width
         * @param stride vertical and horizontal stride
         */
        public Builder(int[] kernelSize, int[] stride) {
            super(kernelSize, stride);
        }

        /**
         * Kernel size, stride and padding.
         *
         * @param kernelSize height and width
         * @param stride vertical and horizontal stride
         * @param padding vertical and horizontal padding
         */
        public Builder(int[] kernelSize, int[] stride, int[] padding) {
            super(kernelSize, stride, padding);
        }

        /** Kernel 5 x 5, as in {@link ConvolutionLayer.Builder}. */
        public Builder() {
            super();
        }

        @Override
        public PatternSettings getPatternSettings() {
            return patternSettings;
        }

        @Override
        public void setPatternSettings(PatternSettings settings) {
            this.patternSettings = settings;
        }

        /**
         * Order of the input's and output's dimensions.
         *
         * @param format NCHW (default) or NHWC
         * @return this builder
         */
        public Builder dataFormat(CNN2DFormat format) {
            this.dataFormat = format;
            return this;
        }

        /**
         * Order of the input's and output's dimensions.
         *
         * @param format NCHW (default) or NHWC
         */
        public void setDataFormat(CNN2DFormat format) {
            this.dataFormat = format;
        }

        /**
         * Whether backprop computes the gradient with respect to the input. A network's first layer can do without: nothing
         * uses that gradient in training. Such a layer hands on no gradient, so it must read the network's input.
         *
         * @param inputGradient true (default) or false
         * @return this builder
         */
        public Builder inputGradient(boolean inputGradient) {
            this.inputGradient = inputGradient;
            return this;
        }

        /**
         * Whether backprop computes the gradient with respect to the input.
         *
         * @param inputGradient see {@link #inputGradient(boolean)}
         */
        public void setInputGradient(boolean inputGradient) {
            this.inputGradient = inputGradient;
        }

        @Override
        protected boolean allowCausal() {
            return false;
        }

        @Override
        public void setKernelSize(int[] kernelSize) {
            this.kernelSize = ValidationUtils.validate2NonNegative(kernelSize, false, "kernelSize");
        }

        @Override
        public void setStride(int[] stride) {
            this.stride = ValidationUtils.validate2NonNegative(stride, false, "stride");
        }

        @Override
        public void setPadding(int[] padding) {
            this.padding = ValidationUtils.validate2NonNegative(padding, false, "padding");
        }

        @Override
        public void setDilation(int[] dilation) {
            this.dilation = ValidationUtils.validate2NonNegative(dilation, false, "dilation");
        }

        @Override
        public HrbpConvolutionLayer build() {
            SparseLayers.validateNamed(patternSettings, layerName);
            ConvolutionUtils.validateConvolutionModePadding(convolutionMode, padding);
            ConvolutionUtils.validateCnnKernelStridePadding(kernelSize, stride, padding);
            return new HrbpConvolutionLayer(this);
        }
    }
}
