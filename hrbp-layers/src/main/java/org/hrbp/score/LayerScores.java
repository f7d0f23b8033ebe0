/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.hrbp.density.ScoreAllocation;

/** One score per weight of each layer, in the order row (output channel), input channel, kernel position. */
public final class LayerScores {
    private final Map<String, float[]> byLayer;

    /**
     * Keeps the arrays without copying them.
     *
     * @param byLayer scores by layer name, in forward order
     * @throws IllegalArgumentException if a score is not finite: names the layer
     */
    public LayerScores(Map<String, float[]> byLayer) {
        byLayer.forEach(ScoreAllocation::requireFinite);
        this.byLayer = new LinkedHashMap<>(byLayer);
    }

    /**
     * The layers that have scores.
     *
     * @return their names in forward order
     */
    public Set<String> layers() {
        return byLayer.keySet();
    }

    /**
     * The scores of all layers.
     *
     * @return an unmodifiable view by layer name, in forward order; arrays are not copied
     */
    public Map<String, float[]> byLayer() {
        return Collections.unmodifiableMap(byLayer);
    }

    /**
     * The scores of a layer.
     *
     * @param layer name of the layer
     * @return one score per weight, not copied
     * @throws IllegalArgumentException if the layer has none
     */
    public float[] get(String layer) {
        float[] scores = byLayer.get(layer);
        if (scores == null) {
            throw new IllegalArgumentException("Layer \"" + layer + "\" has no scores; there are " + layers());
        }
        return scores;
    }
}
