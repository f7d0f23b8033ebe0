/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.Structure;
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
     * @throws IllegalArgumentException if the structure's patterns of that many weights have other sizes: names the layer
     */
    static GivenPattern of(String layer, Pattern pattern, String structureId) {
        WeightShape shape = pattern.shape();
        if (pattern.keptCount() == shape.size()) {
            return dense(shape);
        }
        PatternSettings settings = PatternSettings.DEFAULT
                .withStructure(structureId)
                .withDensity(pattern.density())
                .withWeightBudget(pattern.keptCount())
                .withGroupRows(pattern.blocks().stream()
                        .mapToInt(Block::rowCount)
                        .max()
                        .orElseThrow())
                .withBlockDensity(blockDensity(pattern));
        Structure structure = settings.rule();
        PatternSpec spec = settings.spec(layer, shape, 0);
        int length = PatternCodec.HEADER_LENGTH + pattern.indexEntries();
        if (structure.keptWeights(spec) != pattern.keptCount() || structure.encodedLength(spec) != length) {
            throw new IllegalArgumentException("Layer \"" + layer + "\": the given pattern keeps "
                    + pattern.keptCount() + " weights in " + length + " index words; structure \"" + structureId
                    + "\" would keep " + structure.keptWeights(spec) + " in " + structure.encodedLength(spec));
        }
        return new GivenPattern(pattern, settings);
    }

    private static double blockDensity(Pattern pattern) {
        int positions = pattern.blocks().stream()
                .filter(block -> block.isProduct() && block.tapCount() > 0)
                .mapToInt(block -> block.positions().length)
                .max()
                .orElse(1);
        return (double) positions / pattern.shape().positions();
    }
}
