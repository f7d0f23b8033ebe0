/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.WeightShape;

/**
 * What a layer is to keep, and the settings of a configuration that has room for exactly that.
 *
 * @param pattern which weights exist
 * @param settings settings whose parameter lengths are the pattern's
 */
record GivenPattern(Pattern pattern, PatternSettings settings) {
    /** All weights. */
    static GivenPattern dense(WeightShape shape) {
        PatternSettings settings =
                PatternSettings.DEFAULT.withStructure(DenseStructure.ID).withDensity(1);
        return new GivenPattern(settings.rule().buildRandom(PatternSpec.of(shape, 1)), settings);
    }

    /**
     * Settings for a pattern that is there already; one that keeps everything becomes dense.
     *
     * @throws IllegalArgumentException if the structure cannot have made the pattern: names the layer
     */
    static GivenPattern of(String layer, Pattern pattern, String structureId) {
        if (pattern.keptCount() == pattern.shape().size()) {
            return dense(pattern.shape());
        }
        try {
            return new GivenPattern(pattern, PatternSettings.fitting(pattern, structureId));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Layer \"" + layer + "\": " + e.getMessage(), e);
        }
    }
}
