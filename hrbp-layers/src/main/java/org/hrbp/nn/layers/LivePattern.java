/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Arrays;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.InputGradientForm;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.PackedWeights;
import org.hrbp.kernel.PatternKernels;
import org.hrbp.kernel.StoredPattern;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The pattern of one runtime layer, decoded from its parameter {@code I}, and the kernels prepared for it. DL4J changes
 * parameters in place and tells nobody, so the content of {@code I} is compared with what was decoded at every use.
 */
final class LivePattern {
    private final BaseLayer<?> layer;
    private final PatternKernels kernels = new PatternKernels();

    LivePattern(BaseLayer<?> layer) {
        this.layer = layer;
    }

    SparseLayerConf conf() {
        return (SparseLayerConf) layer.conf().getLayer();
    }

    PatternState state() {
        try {
            return kernels.state(layer.getParam(HrbpParamInitializer.PATTERN_KEY), conf().weightShape(), this::check);
        } catch (InvalidPatternException e) {
            throw named(e.getMessage());
        }
    }

    private void check(PatternState candidate) {
        String structure = conf().getPatternSettings().structure();
        if (!candidate.structureId().equals(structure)) {
            throw new InvalidPatternException(
                    "the pattern is " + candidate.structureId() + "; the configuration says " + structure);
        }
        int kept = candidate.pattern().keptCount();
        long slots = layer.getParam(HrbpParamInitializer.WEIGHT_KEY).length();
        if (conf().getPatternSettings().weightCapacity() > 0 ? kept > slots : kept != slots) {
            throw new InvalidPatternException("the pattern keeps " + kept + " weights; the layer stores " + slots);
        }
        int words = PatternCodec.HEADER_LENGTH + candidate.pattern().indexEntries();
        long length = layer.getParam(HrbpParamInitializer.PATTERN_KEY).length();
        if (conf().getPatternSettings().patternCapacity() > 0 ? words > length : words != length) {
            throw new InvalidPatternException(
                    "the pattern takes " + words + " entries; the layer's configuration allows " + length);
        }
        if (!candidate.pattern().shape().equals(conf().weightShape())) {
            throw new InvalidPatternException(
                    "the pattern has shape " + candidate.pattern().shape() + "; the layer has " + conf().weightShape());
        }
    }

    private InvalidPatternException named(@Nullable String problem) {
        return new InvalidPatternException("Layer \"" + layer.conf().getLayer().getLayerName() + "\": " + problem);
    }

    void checkNamed(PatternState candidate) {
        try {
            check(candidate);
        } catch (InvalidPatternException e) {
            throw named(e.getMessage());
        }
    }

    void replace(PatternState candidate) {
        checkNamed(candidate);
        try {
            StoredPattern.write(candidate, layer.getParam(HrbpParamInitializer.PATTERN_KEY));
            PackedWeights.clearUnused(Memory.of(layer.getParam(HrbpParamInitializer.WEIGHT_KEY)), candidate.pattern());
        } catch (InvalidPatternException e) {
            throw named(e.getMessage());
        }
    }

    /** Only with a capacity there may be slots behind the kept weights; to ask for the pattern costs a checksum. */
    void clearUnused(Memory gradient) {
        if (conf().getPatternSettings().weightCapacity() > 0) {
            PackedWeights.clearUnused(gradient, state().pattern());
        }
    }

    ConvKernels kernels(ConvGeometry geometry, TensorLayout input, TensorLayout output) {
        state();
        return kernels.kernels(layer.getParam(HrbpParamInitializer.WEIGHT_KEY).dataType(), geometry, input, output);
    }

    InputGradientForm form() {
        return kernels.form();
    }

    void setForm(InputGradientForm form) {
        kernels.setForm(form);
    }

    INDArray mask() {
        INDArray weights = layer.getParam(HrbpParamInitializer.WEIGHT_KEY);
        return scatter(Nd4j.ones(weights.dataType(), 1, weights.length()));
    }

    INDArray denseWeights() {
        return scatter(layer.getParam(HrbpParamInitializer.WEIGHT_KEY));
    }

    private INDArray scatter(INDArray packed) {
        return PackedWeights.scatter(packed, state().pattern(), conf().stockShape(), conf().stockOrder());
    }

    void setDenseWeights(INDArray dense) {
        if (!Arrays.equals(dense.shape(), conf().stockShape())) {
            throw new IllegalArgumentException(
                    "Layer \"" + layer.conf().getLayer().getLayerName()
                            + "\": dense weights have shape " + Arrays.toString(dense.shape()) + "; the layer needs "
                            + Arrays.toString(conf().stockShape()));
        }
        PackedWeights.gather(
                dense.castTo(layer.getParam(HrbpParamInitializer.WEIGHT_KEY).dataType()),
                conf().stockOrder(),
                state().pattern(),
                layer.getParam(HrbpParamInitializer.WEIGHT_KEY));
    }
}
