/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.nn.layers.Supported;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Swap-in for {@link BatchNormalization} over {@code [N, C]} and image activations, with the same parameters and an
 * optional ReLU. Like stock it ignores the {@code activation} that it inherits.
 */
public class HrbpBatchNormalization extends BatchNormalization {
    private boolean fusedReLU;

    /** Makes a layer with the builder's defaults. */
    public HrbpBatchNormalization() {}

    private HrbpBatchNormalization(Builder b) {
        setLayerName(b.getLayerName());
        setNIn(b.getNIn());
        setNOut(b.getNOut());
        setActivationFn(b.getActivationFn());
        setWeightInitFn(b.getWeightInitFn());
        setBiasInit(b.getBiasInit());
        setGainInit(b.getGainInit());
        setRegularization(b.getRegularization());
        setRegularizationBias(b.getRegularizationBias());
        setIUpdater(b.getIupdater());
        setBiasUpdater(b.getBiasUpdater());
        setWeightNoise(b.getWeightNoise());
        setGradientNormalization(b.getGradientNormalization());
        setGradientNormalizationThreshold(b.getGradientNormalizationThreshold());
        setDecay(b.decay);
        setEps(b.eps);
        setMinibatch(b.minibatch);
        setGamma(b.gamma);
        setBeta(b.beta);
        setLockGammaBeta(b.lockGammaBeta);
        setCudnnAllowFallback(b.helperAllowFallback);
        setUseLogStd(b.useLogStd);
        setCnn2DFormat(b.dataFormat);
        fusedReLU = b.fusedReLU;
        initializeConstraints(b);
        addConstraints(b.betaConstraints, BatchNormalizationParamInitializer.BETA);
        addConstraints(b.gammaConstraints, BatchNormalizationParamInitializer.GAMMA);
    }

    private void addConstraints(List<LayerConstraint> added, String param) {
        if (added.isEmpty()) {
            return;
        }
        List<LayerConstraint> all = constraints == null ? new ArrayList<>() : new ArrayList<>(constraints);
        for (LayerConstraint c : added) {
            LayerConstraint copy = c.clone();
            copy.setParams(Set.of(param));
            all.add(copy);
        }
        setConstraints(all);
    }

    /**
     * Whether negative outputs become 0.
     *
     * @return true with ReLU
     */
    public boolean isFusedReLU() {
        return fusedReLU;
    }

    /**
     * Sets whether negative outputs become 0.
     *
     * @param fusedReLU true with ReLU
     */
    public void setFusedReLU(boolean fusedReLU) {
        this.fusedReLU = fusedReLU;
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> trainingListeners,
            int layerIndex,
            INDArray layerParamsView,
            boolean initializeParams,
            DataType networkDataType) {
        LayerValidation.assertNOutSet("HrbpBatchNormalization", getLayerName(), layerIndex, getNOut());
        Supported.dataType(Instances.name(this), networkDataType);
        return Instances.prepare(
                new org.hrbp.nn.layers.HrbpBatchNormalization(conf, networkDataType),
                conf,
                trainingListeners,
                layerIndex,
                layerParamsView,
                initializeParams);
    }

    private void requireSupported(@Nullable InputType inputType) {
        InputType.Type type = inputType == null ? null : inputType.getType();
        if (type != InputType.Type.FF && type != InputType.Type.CNN && type != InputType.Type.CNNFlat) {
            throw new IllegalStateException(
                    Instances.name(this) + ": input type " + inputType + " is not supported; use FF, CNN or CNNFlat");
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        requireSupported(inputType);
        return super.getOutputType(layerIndex, inputType);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        requireSupported(inputType);
        super.setNIn(inputType, override);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        long updaterState = 0;
        if (!isLockGammaBeta()) {
            updaterState = 2
                    * getUpdaterByParam(BatchNormalizationParamInitializer.GAMMA)
                            .stateSize(getNOut());
        }
        return Instances.memory(
                this, inputType, getOutputType(-1, inputType), initializer().numParams(this), updaterState);
    }

    @Override
    public HrbpBatchNormalization clone() {
        return (HrbpBatchNormalization) super.clone();
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof HrbpBatchNormalization;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HrbpBatchNormalization that && fusedReLU == that.fusedReLU && super.equals(other);
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Boolean.hashCode(fusedReLU);
    }

    /** Builds the layer with the options of the stock layer and {@link #fusedReLU(boolean)}. */
    @SuppressWarnings("unchecked") // the generic return type of DL4J's build()
    public static class Builder extends FeedForwardLayer.Builder<Builder> {
        private double decay = 0.9;
        private double eps = 1e-5;
        private boolean minibatch = true;
        private double gamma = 1;
        private double beta;
        private boolean lockGammaBeta;
        private boolean helperAllowFallback = true;
        private boolean useLogStd = true;
        private CNN2DFormat dataFormat = CNN2DFormat.NCHW;
        private boolean fusedReLU;
        private List<LayerConstraint> betaConstraints = List.of();
        private List<LayerConstraint> gammaConstraints = List.of();

        /** Makes a builder. */
        public Builder() {}

        /**
         * Makes a builder.
         *
         * @param decay see {@link #decay(double)}
         * @param minibatch see {@link #minibatch(boolean)}
         */
        public Builder(double decay, boolean minibatch) {
            this.decay = decay;
            this.minibatch = minibatch;
        }

        /**
         * Makes a builder.
         *
         * @param gamma initial or locked gamma
         * @param beta initial or locked beta
         */
        public Builder(double gamma, double beta) {
            this.gamma = gamma;
            this.beta = beta;
        }

        /**
         * Makes a builder.
         *
         * @param gamma initial or locked gamma
         * @param beta initial or locked beta
         * @param lockGammaBeta see {@link #lockGammaBeta(boolean)}
         */
        public Builder(double gamma, double beta, boolean lockGammaBeta) {
            this(gamma, beta);
            this.lockGammaBeta = lockGammaBeta;
        }

        /**
         * Makes a builder.
         *
         * @param lockGammaBeta see {@link #lockGammaBeta(boolean)}
         */
        public Builder(boolean lockGammaBeta) {
            this.lockGammaBeta = lockGammaBeta;
        }

        /**
         * Sets whether negative outputs become 0, in the same pass. Off by default.
         *
         * @param fusedReLU true with ReLU
         * @return this
         */
        public Builder fusedReLU(boolean fusedReLU) {
            this.fusedReLU = fusedReLU;
            return this;
        }

        /**
         * Sets the data format of image activations; the input type sets it, too.
         *
         * @param dataFormat NCHW or NHWC
         * @return this
         */
        public Builder dataFormat(CNN2DFormat dataFormat) {
            this.dataFormat = dataFormat;
            return this;
        }

        /**
         * Kept for the stock layer's sake, which ignores it as well.
         *
         * @param minibatch whether training uses minibatches
         * @return this
         */
        public Builder minibatch(boolean minibatch) {
            this.minibatch = minibatch;
            return this;
        }

        /**
         * Sets the initial gamma, or the locked one. As stock, locked values count only if gamma is not 1 and beta not 0.
         *
         * @param gamma factor
         * @return this
         */
        public Builder gamma(double gamma) {
            this.gamma = gamma;
            return this;
        }

        /**
         * Sets the initial beta, or the locked one. As stock, locked values count only if gamma is not 1 and beta not 0.
         *
         * @param beta summand
         * @return this
         */
        public Builder beta(double beta) {
            this.beta = beta;
            return this;
        }

        /**
         * Sets the number that is added to the variance.
         *
         * @param eps a small positive number
         * @return this
         */
        public Builder eps(double eps) {
            this.eps = eps;
            return this;
        }

        /**
         * Sets how much of the running statistics a step keeps.
         *
         * @param decay share in [0, 1]
         * @return this
         */
        public Builder decay(double decay) {
            this.decay = decay;
            return this;
        }

        /**
         * Sets whether gamma and beta are constants instead of parameters.
         *
         * @param lockGammaBeta true for constants
         * @return this
         */
        public Builder lockGammaBeta(boolean lockGammaBeta) {
            this.lockGammaBeta = lockGammaBeta;
            return this;
        }

        /**
         * Constrains beta after each step. (Stock accepts this and forgets it.)
         *
         * @param constraints constraints
         * @return this
         */
        public Builder constrainBeta(LayerConstraint... constraints) {
            betaConstraints = Arrays.asList(constraints);
            return this;
        }

        /**
         * Constrains gamma after each step. (Stock accepts this and forgets it.)
         *
         * @param constraints constraints
         * @return this
         */
        public Builder constrainGamma(LayerConstraint... constraints) {
            gammaConstraints = Arrays.asList(constraints);
            return this;
        }

        /**
         * Kept for the stock layer's sake; there is no helper here.
         *
         * @param allowFallback recorded only
         * @return this
         */
        public Builder helperAllowFallback(boolean allowFallback) {
            helperAllowFallback = allowFallback;
            return this;
        }

        /**
         * Sets how the running variance is stored.
         *
         * @param useLogStd true for {@code log10(stdev)}, the default; false for the variance
         * @return this
         */
        public Builder useLogStd(boolean useLogStd) {
            this.useLogStd = useLogStd;
            return this;
        }

        @Override
        public HrbpBatchNormalization build() {
            return new HrbpBatchNormalization(this);
        }
    }
}
