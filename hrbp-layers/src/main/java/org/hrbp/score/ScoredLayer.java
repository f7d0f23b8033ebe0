/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.hrbp.kernel.PackedWeights;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer whose weights get scores: ours, and those whose parameters DL4J's initializers for convolution and fully connected
 * layers lay out.
 *
 * @param name the name that people know
 * @param layer the layer without its wrappers
 */
record ScoredLayer(String name, Layer layer) {
    private static final String WEIGHT_KEY = HrbpParamInitializer.WEIGHT_KEY;

    /** The layers of a model that get scores, in forward order; a sparse layer that lacks weights is refused. */
    static List<ScoredLayer> of(Model model) {
        List<ScoredLayer> scored = new ArrayList<>();
        for (NamedLayer named : NamedLayer.of(model)) {
            Layer layer = NamedLayer.unwrap(named.layer());
            if (layer instanceof SparseLayer sparse) {
                requireAllWeights(named.name(), sparse.pattern());
                scored.add(new ScoredLayer(named.name(), layer));
            } else if (isStock(layer)) {
                scored.add(new ScoredLayer(named.name(), layer));
            }
        }
        return scored;
    }

    /** The scores that a rule gives to each layer on its own. */
    static LayerScores scores(Model model, Function<ScoredLayer, float[]> rule) {
        Map<String, float[]> scores = new LinkedHashMap<>();
        of(model).forEach(layer -> scores.put(layer.name(), rule.apply(layer)));
        return new LayerScores(scores);
    }

    private static void requireAllWeights(String name, Pattern pattern) {
        if (pattern.keptCount() < pattern.shape().size()) {
            throw new IllegalArgumentException("Layer \"" + name + "\" keeps " + pattern.keptCount() + " of "
                    + pattern.shape().size() + " weights; scores need a network whose layers keep all of them");
        }
    }

    /** Exact classes: initializers derived from them belong to transposed convolutions, embeddings and the like. */
    private static boolean isStock(Layer layer) {
        if (!(layer.conf().getLayer() instanceof FeedForwardLayer conf)) {
            return false;
        }
        Class<? extends ParamInitializer> initializer = conf.initializer().getClass();
        return initializer == ConvolutionParamInitializer.class || initializer == DefaultParamInitializer.class;
    }

    /** The weights as the layer stores them; changes are seen by the layer. */
    INDArray weights() {
        return layer.getParam(WEIGHT_KEY);
    }

    /** The gradient that the last backpropagation left, laid out as {@link #weights()} and overwritten by the next. */
    INDArray gradient() {
        ParamInitializer initializer = layer.conf().getLayer().initializer();
        Map<String, INDArray> gradients =
                initializer.getGradientsFromFlattened(layer.conf(), layer.getGradientsViewArray());
        return Objects.requireNonNull(gradients.get(WEIGHT_KEY));
    }

    /** Values laid out as {@link #weights()}, brought into the order row (output channel), input channel, position. */
    double[] ordered(INDArray values) {
        if (layer instanceof SparseLayer sparse) {
            Pattern pattern = sparse.pattern();
            long[] flat = {pattern.shape().size()};
            return PackedWeights.scatter(values, pattern, flat, 'c').data().asDouble();
        }
        // a convolution's [nOut, nIn, kH, kW], a fully connected layer's [nIn, nOut]
        char order = values.rank() == 2 ? 'f' : 'c';
        return values.dup(order).data().asDouble();
    }

    /** Refuses values that are not finite. */
    void requireFinite(String what, INDArray values) {
        double norm = values.norm2Number().doubleValue();
        if (!Double.isFinite(norm)) {
            throw new IllegalArgumentException("Layer \"" + name + "\": the " + what + " of shape "
                    + Arrays.toString(values.shape()) + " has norm " + norm + "; it must be finite");
        }
    }
}
