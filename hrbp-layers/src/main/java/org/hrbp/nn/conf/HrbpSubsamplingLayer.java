/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.util.ConvolutionUtils;
import org.deeplearning4j.util.ValidationUtils;
import org.hrbp.nn.layers.Supported;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Swap-in for {@link SubsamplingLayer}: MAX, AVG, and SUM, which stock offers but cannot run. PNORM is refused. */
public class HrbpSubsamplingLayer extends SubsamplingLayer {
    /** Makes an empty layer, for deserialisation. */
    public HrbpSubsamplingLayer() {}

    private HrbpSubsamplingLayer(Builder builder) {
        super(builder);
        setDilation(builder.dilation);
        validate();
    }

    private void validate() {
        if (getPoolingType() == org.deeplearning4j.nn.conf.layers.PoolingType.PNORM) {
            throw new IllegalArgumentException(
                    Instances.name(this) + ": pooling type PNORM is not supported; use MAX, AVG or SUM");
        }
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        validate();
        Supported.dataType(Instances.name(this), networkDataType);
        return Instances.prepare(
                new org.hrbp.nn.layers.HrbpSubsamplingLayer(conf, networkDataType),
                conf,
                trainingListeners,
                layerIndex,
                layerParamsView,
                initializeParams);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        if (inputType == null || inputType.getType() != InputType.Type.CNN) {
            throw new IllegalStateException(
                    Instances.name(this) + ": input type " + inputType + " is not supported; use CNN or CNNFlat");
        }
        super.setNIn(inputType, override);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return Instances.memory(this, inputType, getOutputType(-1, inputType), 0, 0);
    }

    @Override
    public HrbpSubsamplingLayer clone() {
        return (HrbpSubsamplingLayer) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof HrbpSubsamplingLayer;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HrbpSubsamplingLayer && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** Builds the layer with the options of the stock layer. */
    @SuppressWarnings("unchecked") // the generic return type of DL4J's build()
    public static class Builder extends BaseSubsamplingBuilder<Builder> {
        private int[] dilation = {1, 1};

        /**
         * Makes a MAX builder.
         *
         * @param kernelSize height and width of the window
         */
        public Builder(int... kernelSize) {
            super(kernelSize);
        }

        /** Makes a MAX builder; the window is 1 x 1 until set. */
        public Builder() {}

        /**
         * Makes a MAX builder.
         *
         * @param kernelSize height and width of the window
         * @param stride vertical and horizontal stride
         */
        public Builder(int[] kernelSize, int[] stride) {
            super(kernelSize, stride);
        }

        /**
         * Makes a MAX builder.
         *
         * @param kernelSize height and width of the window
         * @param stride vertical and horizontal stride
         * @param padding rows and columns around the image
         */
        public Builder(int[] kernelSize, int[] stride, int[] padding) {
            super(kernelSize, stride, padding);
        }

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         */
        public Builder(SubsamplingLayer.PoolingType poolingType) {
            super(poolingType);
        }

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         */
        public Builder(org.deeplearning4j.nn.conf.layers.PoolingType poolingType) {
            super(poolingType);
        }

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         * @param kernelSize height and width of the window
         */
        public Builder(SubsamplingLayer.PoolingType poolingType, int[] kernelSize) {
            super(poolingType, kernelSize);
        }

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         * @param kernelSize height and width of the window
         */
        public Builder(org.deeplearning4j.nn.conf.layers.PoolingType poolingType, int[] kernelSize) {
            super(poolingType, kernelSize);
        }

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         * @param kernelSize height and width of the window
         * @param stride vertical and horizontal stride
         */
        public Builder(SubsamplingLayer.PoolingType poolingType, int[] kernelSize, int[] stride) {
            super(poolingType, kernelSize, stride);
        }

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         * @param kernelSize height and width of the window
         * @param stride vertical and horizontal stride
         * @param padding rows and columns around the image
         */
        public Builder(SubsamplingLayer.PoolingType poolingType, int[] kernelSize, int[] stride, int[] padding) {
            super(poolingType, kernelSize, stride, padding);
        }

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         * @param kernelSize height and width of the window
         * @param stride vertical and horizontal stride
         * @param padding rows and columns around the image
         */
        public Builder(
                org.deeplearning4j.nn.conf.layers.PoolingType poolingType,
                int[] kernelSize,
                int[] stride,
                int[] padding) {
            super(poolingType, kernelSize, stride, padding);
        }

        @Override
        protected boolean allowCausal() {
            return false;
        }

        /**
         * Sets the window.
         *
         * @param kernelSize height and width
         * @return this
         */
        public Builder kernelSize(int... kernelSize) {
            setKernelSize(kernelSize);
            return this;
        }

        /**
         * Sets how far the window moves.
         *
         * @param stride vertical and horizontal
         * @return this
         */
        public Builder stride(int... stride) {
            setStride(stride);
            return this;
        }

        /**
         * Sets the padding; the convolution mode Same sets its own.
         *
         * @param padding rows and columns around the image
         * @return this
         */
        public Builder padding(int... padding) {
            setPadding(padding);
            return this;
        }

        /**
         * Sets the distance of neighbouring pixels of a window.
         *
         * @param dilation vertical and horizontal
         * @return this
         */
        public Builder dilation(int... dilation) {
            this.dilation = ValidationUtils.validate2NonNegative(dilation, false, "dilation");
            return this;
        }

        @Override
        public void setKernelSize(int[] kernelSize) {
            super.setKernelSize(ValidationUtils.validate2NonNegative(kernelSize, false, "kernelSize"));
        }

        @Override
        public void setStride(int[] stride) {
            super.setStride(ValidationUtils.validate2NonNegative(stride, false, "stride"));
        }

        @Override
        public void setPadding(int[] padding) {
            super.setPadding(ValidationUtils.validate2NonNegative(padding, false, "padding"));
        }

        @Override
        public HrbpSubsamplingLayer build() {
            ConvolutionUtils.validateConvolutionModePadding(convolutionMode, padding);
            ConvolutionUtils.validateCnnKernelStridePadding(kernelSize, stride, padding);
            return new HrbpSubsamplingLayer(this);
        }
    }
}
