/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.Arrays;
import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.nn.layers.Supported;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Swap-in for {@link GlobalPoolingLayer} over images: MAX, AVG or SUM. PNORM and other kinds of input are refused.
 * Without an input type, pooling dimensions 1 and 2 mean NHWC.
 */
public class HrbpGlobalPoolingLayer extends GlobalPoolingLayer {
    /** Makes a MAX layer. */
    public HrbpGlobalPoolingLayer() {}

    /**
     * Makes a layer.
     *
     * @param poolingType MAX, AVG or SUM
     * @throws IllegalArgumentException for PNORM
     */
    public HrbpGlobalPoolingLayer(PoolingType poolingType) {
        this(new Builder(poolingType));
    }

    private HrbpGlobalPoolingLayer(Builder builder) {
        super(builder.poolingType);
        setLayerName(builder.getLayerName());
        setIDropout(builder.getIDropout());
        setPoolingDimensions(builder.poolingDimensions);
        setCollapseDimensions(builder.collapseDimensions);
        validate();
    }

    private void validate() {
        if (getPoolingType() == PoolingType.PNORM) {
            throw new IllegalArgumentException(
                    Instances.name(this) + ": pooling type PNORM is not supported; use MAX, AVG or SUM");
        }
        int[] dims = getPoolingDimensions();
        if (dims != null && !Arrays.equals(dims, new int[] {2, 3}) && !Arrays.equals(dims, new int[] {1, 2})) {
            throw new IllegalArgumentException(Instances.name(this) + ": pooling dimensions " + Arrays.toString(dims)
                    + " are not supported; use 2, 3 (NCHW) or 1, 2 (NHWC)");
        }
    }

    /**
     * Data format of the input.
     *
     * @return NHWC if dimensions 1 and 2 are pooled, else NCHW
     */
    public CNN2DFormat dataFormat() {
        int[] dims = getPoolingDimensions();
        return dims != null && dims[0] == 1 ? CNN2DFormat.NHWC : CNN2DFormat.NCHW;
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
                new org.hrbp.nn.layers.HrbpGlobalPoolingLayer(conf, networkDataType),
                conf,
                trainingListeners,
                layerIndex,
                layerParamsView,
                initializeParams);
    }

    private void requireImages(@Nullable InputType inputType) {
        if (inputType == null
                || (inputType.getType() != InputType.Type.CNN && inputType.getType() != InputType.Type.CNNFlat)) {
            throw new IllegalStateException(
                    Instances.name(this) + ": input type " + inputType + " is not supported; use CNN or CNNFlat");
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        requireImages(inputType);
        return super.getOutputType(layerIndex, inputType);
    }

    @Override
    public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
        requireImages(inputType);
        return super.getPreProcessorForInputType(inputType);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return Instances.memory(this, inputType, getOutputType(-1, inputType), 0, 0);
    }

    @Override
    public HrbpGlobalPoolingLayer clone() {
        HrbpGlobalPoolingLayer copy = (HrbpGlobalPoolingLayer) super.clone();
        int[] dims = getPoolingDimensions();
        copy.setPoolingDimensions(dims == null ? null : dims.clone());
        return copy;
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof HrbpGlobalPoolingLayer;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HrbpGlobalPoolingLayer && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** Builds the layer with the options of the stock layer. */
    @SuppressWarnings("unchecked") // the generic return type of DL4J's build()
    public static class Builder extends org.deeplearning4j.nn.conf.layers.Layer.Builder<Builder> {
        private PoolingType poolingType = PoolingType.MAX;
        private int @Nullable [] poolingDimensions;
        private boolean collapseDimensions = true;

        /** Makes a builder for MAX. */
        public Builder() {}

        /**
         * Makes a builder.
         *
         * @param poolingType MAX, AVG or SUM
         */
        public Builder(PoolingType poolingType) {
            this.poolingType = poolingType;
        }

        /**
         * Sets how pixels become one value.
         *
         * @param poolingType MAX, AVG or SUM
         * @return this
         */
        public Builder poolingType(PoolingType poolingType) {
            this.poolingType = poolingType;
            return this;
        }

        /**
         * Sets the pooled dimensions; the input type sets them, too.
         *
         * @param poolingDimensions 2, 3 for NCHW or 1, 2 for NHWC
         * @return this
         */
        public Builder poolingDimensions(int... poolingDimensions) {
            this.poolingDimensions = poolingDimensions;
            return this;
        }

        /**
         * Sets the shape of the output.
         *
         * @param collapseDimensions true for {@code [N, C]}, false for images of one pixel
         * @return this
         */
        public Builder collapseDimensions(boolean collapseDimensions) {
            this.collapseDimensions = collapseDimensions;
            return this;
        }

        @Override
        public HrbpGlobalPoolingLayer build() {
            return new HrbpGlobalPoolingLayer(this);
        }
    }
}
