/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import org.deeplearning4j.nn.api.layers.LayerConstraint;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.jspecify.annotations.Nullable;

/** Options of DL4J's convolution and fully connected layers that ours do not have. */
final class Obstacles {
    private Obstacles() {}

    /** The first option in the way, for the report; null if there is none. */
    static @Nullable String of(FeedForwardLayer layer) {
        if (layer instanceof DenseLayer dense && dense.hasLayerNorm()) {
            return "layer normalisation is not supported";
        }
        if (layer.getConstraints() == null) {
            return null;
        }
        return layer.getConstraints().stream()
                .filter(Obstacles::needsAxes)
                .findFirst()
                .map(constraint -> "constraint " + constraint.getClass().getSimpleName()
                        + " needs the axes of a dense weight array")
                .orElse(null);
    }

    private static boolean needsAxes(LayerConstraint constraint) {
        return constraint.getParams().contains(HrbpParamInitializer.WEIGHT_KEY)
                && !(constraint instanceof NonNegativeConstraint);
    }
}
