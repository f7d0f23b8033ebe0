/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import java.util.Collection;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.WeightShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * Fully connected layer that stores and computes kept weights only; takes the place of DL4J's {@code DenseLayer}.
 *
 * <p>Parameters: {@code W} {@code [1, kept]}, {@code b} {@code [1, nOut]} if there is a bias, and the pattern {@code I}, which
 * is not trained. Input {@code [N, nIn]}, output {@code [N, nOut]}. A network whose first layer this is needs
 * {@code setInputType} or an explicit {@code nIn}: DL4J guesses an input type for its own {@code DenseLayer} only.
 */
public class HrbpDenseLayer extends FeedForwardLayer implements SparseLayerConf {
    /** Whether the layer has a bias. */
    private boolean hasBias = true;

    /** Settings of the pattern. */
    private PatternSettings patternSettings = PatternSettings.DEFAULT;

    /** For deserialization. */
    public HrbpDenseLayer() {}

    /**
     * Makes the configuration.
     *
     * @param builder the options
     */
    protected HrbpDenseLayer(Builder builder) {
        super(builder);
        this.hasBias = builder.hasBias;
        this.patternSettings = builder.patternSettings;
        initializeConstraints(builder);
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
    public boolean hasBias() {
        return hasBias;
    }

    /**
     * Whether the layer has a bias, for serialization.
     *
     * @return true if it has one
     */
    public boolean isHasBias() {
        return hasBias;
    }

    /**
     * Sets whether the layer has a bias, for serialization.
     *
     * @param hasBias true if it has one
     */
    public void setHasBias(boolean hasBias) {
        this.hasBias = hasBias;
    }

    @Override
    public WeightShape weightShape() {
        return WeightShape.dense(Math.toIntExact(getNOut()), Math.toIntExact(getNIn()));
    }

    @Override
    public double[] fans() {
        return new double[] {getNIn(), getNOut()};
    }

    @Override
    public long[] stockShape() {
        return new long[] {getNIn(), getNOut()};
    }

    @Override
    public char stockOrder() {
        return 'f';
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
        LayerValidation.assertNInNOutSet("HrbpDenseLayer", getLayerName(), layerIndex, getNIn(), getNOut());
        SparseLayers.validate(this, networkDataType);
        return Instances.prepare(
                new org.hrbp.nn.layers.HrbpDenseLayer(conf, networkDataType),
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
    public boolean equals(Object other) {
        return other instanceof HrbpDenseLayer that
                && super.equals(other)
                && hasBias == that.hasBias
                && Objects.equals(patternSettings, that.patternSettings);
    }

    @Override
    protected boolean canEqual(Object other) {
        return other instanceof HrbpDenseLayer;
    }

    @Override
    public int hashCode() {
        return 31 * super.hashCode() + Objects.hash(hasBias, patternSettings);
    }

    @Override
    public String toString() {
        return "HrbpDenseLayer(" + super.toString() + ", hasBias=" + hasBias + ", " + patternSettings + ")";
    }

    /** Builder: the options of DL4J's {@code DenseLayer.Builder} and those of {@link PatternOptions}. */
    @SuppressWarnings("unchecked") // the return type of build() in DL4J
    public static class Builder extends FeedForwardLayer.Builder<Builder> implements PatternOptions<Builder> {
        private boolean hasBias = true;
        private boolean hasLayerNorm;
        private PatternSettings patternSettings = PatternSettings.DEFAULT;

        /** Starts with a bias and {@link PatternSettings#DEFAULT}. */
        public Builder() {}

        @Override
        public PatternSettings getPatternSettings() {
            return patternSettings;
        }

        @Override
        public void setPatternSettings(PatternSettings settings) {
            this.patternSettings = settings;
        }

        /**
         * Whether the layer has a bias.
         *
         * @param hasBias true (default) or false
         * @return this builder
         */
        public Builder hasBias(boolean hasBias) {
            this.hasBias = hasBias;
            return this;
        }

        /**
         * Layer normalisation, which only the stock layer has.
         *
         * @param hasLayerNorm false; true is refused by {@link #build()}
         * @return this builder
         */
        public Builder hasLayerNorm(boolean hasLayerNorm) {
            this.hasLayerNorm = hasLayerNorm;
            return this;
        }

        @Override
        public HrbpDenseLayer build() {
            SparseLayers.validateNamed(patternSettings, layerName);
            if (hasLayerNorm) {
                throw new DL4JInvalidConfigException("Layer \"" + (layerName == null ? "(not named)" : layerName)
                        + "\": HrbpDenseLayer has no layer normalisation; use DenseLayer for it");
            }
            return new HrbpDenseLayer(this);
        }
    }
}
