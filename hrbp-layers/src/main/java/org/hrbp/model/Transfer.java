/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Parameters and updater state from one network to another with layers of the same names. */
final class Transfer {
    private final Map<String, Trainable> from;
    private final Map<String, Trainable> to;
    private final Map<String, GivenPattern> patterns;

    /**
     * Prepares the transfer.
     *
     * @param patterns patterns that layers of the target get; its other sparse layers take the source's
     */
    private Transfer(Model from, Model to, Map<String, GivenPattern> patterns) {
        this.from = trainables(from);
        this.to = trainables(to);
        this.patterns = patterns;
    }

    /** Parameters and updater state. */
    static void all(Model from, Model to, Map<String, GivenPattern> patterns) {
        new Transfer(from, to, patterns).parameters();
        UpdaterStates.copy(from, to);
    }

    /** All that may have parameters, by name. */
    private static Map<String, Trainable> trainables(Model model) {
        Map<String, Trainable> byName = new LinkedHashMap<>();
        if (model instanceof ComputationGraph graph) {
            for (GraphVertex vertex : graph.getVertices()) {
                byName.put(vertex.getVertexName(), vertex.hasLayer() ? vertex.getLayer() : vertex);
            }
        } else {
            NamedLayer.of(model).forEach(named -> byName.put(named.name(), named.layer()));
        }
        return byName;
    }

    private void parameters() {
        to.forEach((name, target) -> {
            Trainable source = from.get(name);
            if (source != null) {
                parameters(source, target, patterns.get(name));
            }
        });
    }

    private static void parameters(Trainable source, Trainable target, @Nullable GivenPattern given) {
        Map<String, INDArray> params = target.paramTable(false);
        if (params == null) {
            return;
        }
        Map<String, INDArray> sources = source.paramTable(false);
        SparseLayer sparse = sparse(target);
        SparseLayer sparseSource = sparse(source);
        params.forEach((key, param) -> {
            boolean ofPattern =
                    HrbpParamInitializer.WEIGHT_KEY.equals(key) || HrbpParamInitializer.PATTERN_KEY.equals(key);
            if (ofPattern && sparseSource != null && sparse == null) {
                param.assign(sparseSource.denseWeights());
            } else if (!ofPattern || given == null) {
                param.assign(sources.get(key));
            }
        });
        if (sparse != null && given != null) {
            sparse.setPatternState(
                    PatternState.initial(given.pattern(), given.settings().structure()));
            sparse.setDenseWeights(denseWeights(sparseSource, sources));
        }
    }

    private static INDArray denseWeights(@Nullable SparseLayer sparse, Map<String, INDArray> params) {
        return sparse == null
                ? Objects.requireNonNull(params.get(HrbpParamInitializer.WEIGHT_KEY))
                : sparse.denseWeights();
    }

    static @Nullable SparseLayer sparse(Trainable trainable) {
        return trainable instanceof Layer layer && NamedLayer.unwrap(layer) instanceof SparseLayer sparse
                ? sparse
                : null;
    }
}
