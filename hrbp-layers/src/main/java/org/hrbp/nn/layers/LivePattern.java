/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.TensorLayout;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.nn.params.PackedWeights;
import org.hrbp.nn.params.StoredPattern;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.Pattern;
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
    /** Training and test batches, and the last partial batch of each. */
    private static final int PREPARED = 4;

    /** What besides the pattern fixes the work; comparing patterns at every step would cost more than they save. */
    private record Geometry(ConvGeometry window, TensorLayout input, TensorLayout output) {}

    private final BaseLayer<?> layer;
    private @Nullable PatternState state;
    private long checksum;
    private final Map<Geometry, ConvKernels> prepared = new LinkedHashMap<>(PREPARED, 1, true);

    LivePattern(BaseLayer<?> layer) {
        this.layer = layer;
    }

    SparseLayerConf conf() {
        return (SparseLayerConf) layer.conf().getLayer();
    }

    PatternState state() {
        INDArray stored = layer.getParam(HrbpParamInitializer.PATTERN_KEY);
        if (state == null || checksum(stored) != checksum) {
            state = decode(stored);
            checksum = checksum(stored);
            prepared.clear();
        }
        return state;
    }

    private static long checksum(INDArray stored) {
        return Memory.of(stored).checksum();
    }

    private PatternState decode(INDArray stored) {
        try {
            PatternState read = StoredPattern.read(stored, conf().weightShape());
            check(read);
            return read;
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
        Pattern pattern = state().pattern();
        Geometry key = new Geometry(geometry, input, output);
        ConvKernels kernels = prepared.get(key);
        if (kernels == null) {
            if (prepared.size() == PREPARED) {
                prepared.remove(prepared.keySet().iterator().next());
            }
            kernels = Kernels.of(layer.getParam(HrbpParamInitializer.WEIGHT_KEY).dataType())
                    .prepare(new ConvPlan(pattern, geometry, input, output));
            prepared.put(key, kernels);
        }
        return kernels;
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
