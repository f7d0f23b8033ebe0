/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.params;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.hrbp.kernel.PackedWeights;
import org.hrbp.kernel.StoredPattern;
import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.PatternState;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Parameters of {@code HrbpConvolutionLayer} and {@code HrbpDenseLayer}, in the order of the flattened array: {@code W}
 * {@code [1, kept]}, {@code b} {@code [1, nOut]}, {@code I} {@code [1, length]}. Lengths that the settings give may be larger than
 * the pattern needs; what is behind it is zero.
 *
 * <p>Initialisation equals the stock layer's, restricted to the kept weights: the dense array is drawn and the kept weights are
 * gathered from it, so that the random generator is used up exactly as by the stock layer.
 */
public final class HrbpParamInitializer implements ParamInitializer {
    /** Kept weights. */
    public static final String WEIGHT_KEY = "W";

    /** Bias. */
    public static final String BIAS_KEY = "b";

    /** The pattern: which weights exist. Not trained. */
    public static final String PATTERN_KEY = "I";

    private static final HrbpParamInitializer INSTANCE = new HrbpParamInitializer();

    private HrbpParamInitializer() {}

    /**
     * The only instance.
     *
     * @return the initializer
     */
    public static HrbpParamInitializer getInstance() {
        return INSTANCE;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return numParams(conf.getLayer());
    }

    @Override
    public long numParams(Layer layer) {
        return lengths(layer).values().stream().mapToLong(Long::longValue).sum();
    }

    /** Length of each parameter, in storage order. */
    private static Map<String, Long> lengths(Layer layer) {
        SparseLayerConf sparse = (SparseLayerConf) layer;
        PatternSpec spec = sparse.patternSpec(0);
        PatternSettings settings = sparse.getPatternSettings();
        Map<String, Long> lengths = new LinkedHashMap<>();
        lengths.put(WEIGHT_KEY, (long) settings.weightSlots(spec));
        if (sparse.hasBias()) {
            lengths.put(BIAS_KEY, ((FeedForwardLayer) layer).getNOut());
        }
        lengths.put(PATTERN_KEY, (long) settings.patternSlots(spec));
        return lengths;
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        List<String> keys = new ArrayList<>(weightKeys(layer));
        keys.addAll(biasKeys(layer));
        keys.add(PATTERN_KEY);
        return keys;
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return List.of(WEIGHT_KEY);
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return ((SparseLayerConf) layer).hasBias() ? List.of(BIAS_KEY) : List.of();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return WEIGHT_KEY.equals(key);
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return BIAS_KEY.equals(key);
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray paramsView, boolean initializeParams) {
        Map<String, INDArray> params = Collections.synchronizedMap(split(conf.getLayer(), paramsView));
        params.keySet().forEach(conf::addVariable);
        if (initializeParams) {
            FeedForwardLayer layer = (FeedForwardLayer) conf.getLayer();
            initialize((SparseLayerConf) layer, layer, conf.getSeed(), params);
        }
        return params;
    }

    private static void initialize(
            SparseLayerConf sparse, FeedForwardLayer layer, long networkSeed, Map<String, INDArray> params) {
        PatternSpec spec = sparse.patternSpec(networkSeed);
        PatternSettings settings = sparse.getPatternSettings();
        Pattern pattern = settings.initialPattern(spec);
        INDArray weights = Objects.requireNonNull(params.get(WEIGHT_KEY));
        INDArray bias = params.get(BIAS_KEY);
        if (bias != null) {
            bias.assign(layer.getBiasInit());
        }
        StoredPattern.write(
                PatternState.initial(pattern, settings.structure()), Objects.requireNonNull(params.get(PATTERN_KEY)));
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            INDArray view =
                    Nd4j.createUninitialized(weights.dataType(), spec.shape().size());
            double[] fans = sparse.fans();
            INDArray dense =
                    layer.getWeightInitFn().init(fans[0], fans[1], sparse.stockShape(), sparse.stockOrder(), view);
            PackedWeights.gather(dense, sparse.stockOrder(), pattern, weights);
        }
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradientView) {
        return split(conf.getLayer(), gradientView);
    }

    private static Map<String, INDArray> split(Layer layer, INDArray view) {
        INDArray flat = view.reshape(view.length());
        Map<String, INDArray> parts = new LinkedHashMap<>();
        long start = 0;
        for (Map.Entry<String, Long> entry : lengths(layer).entrySet()) {
            long length = entry.getValue();
            parts.put(
                    entry.getKey(),
                    flat.get(NDArrayIndex.interval(start, start + length)).reshape(1, length));
            start += length;
        }
        return parts;
    }
}
