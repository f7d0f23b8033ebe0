/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.nn.layers.Supported;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Swap-in for {@link ActivationLayer}: ReLU and identity keep activations batch-innermost, other functions run as in
 * the stock layer.
 */
public class HrbpActivationLayer extends ActivationLayer {
    /** Makes a layer with the network's activation function. */
    public HrbpActivationLayer() {}

    /**
     * Makes a layer.
     *
     * @param activation activation function
     */
    public HrbpActivationLayer(Activation activation) {
        this(new Builder().activation(activation));
    }

    /**
     * Makes a layer.
     *
     * @param activation activation function
     */
    public HrbpActivationLayer(IActivation activation) {
        this(new Builder().activation(activation));
    }

    private HrbpActivationLayer(Builder builder) {
        setLayerName(builder.getLayerName());
        setActivationFn(builder.activation);
        initializeConstraints(builder);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        Supported.dataType(Instances.name(this), networkDataType);
        return Instances.prepare(
                new org.hrbp.nn.layers.HrbpActivationLayer(conf, networkDataType),
                conf,
                trainingListeners,
                layerIndex,
                layerParamsView,
                initializeParams);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        return Instances.memory(this, inputType, inputType, 0, 0);
    }

    @Override
    public HrbpActivationLayer clone() {
        return (HrbpActivationLayer) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof HrbpActivationLayer;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HrbpActivationLayer && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** Builds the layer with the options of the stock layer. */
    @SuppressWarnings("unchecked") // the generic return type of DL4J's build()
    public static class Builder extends org.deeplearning4j.nn.conf.layers.Layer.Builder<Builder> {
        private @Nullable IActivation activation;

        /** Makes a builder. */
        public Builder() {}

        /**
         * Sets the activation function.
         *
         * @param activation activation function
         * @return this
         */
        public Builder activation(IActivation activation) {
            this.activation = activation;
            return this;
        }

        /**
         * Sets the activation function.
         *
         * @param activation activation function
         * @return this
         */
        public Builder activation(Activation activation) {
            return activation(activation.getActivationFunction());
        }

        @Override
        public HrbpActivationLayer build() {
            return new HrbpActivationLayer(this);
        }
    }
}
