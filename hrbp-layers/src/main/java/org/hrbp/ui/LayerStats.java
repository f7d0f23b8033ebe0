/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;

/**
 * One sparse layer after a step.
 *
 * @param name layer or vertex name
 * @param structure id of the pattern's structure
 * @param kept weights that exist
 * @param weights weights of the dense layer
 * @param channels input channels
 * @param positions kernel positions
 * @param deadChannels input channels that no weight uses
 * @param churn share of the kept weights that were not kept in the record before
 * @param lastUpdate step of the last topology update, -1 for none
 * @param map the pattern; null if it is that of an earlier record
 */
record LayerStats(
        String name,
        String structure,
        int kept,
        int weights,
        int channels,
        int positions,
        int deadChannels,
        double churn,
        long lastUpdate,
        @Nullable ChannelMap map) {
    static LayerStats of(String name, PatternState state, double churn, boolean changed) {
        Pattern pattern = state.pattern();
        return new LayerStats(
                name,
                state.structureId(),
                pattern.keptCount(),
                pattern.shape().size(),
                pattern.shape().channels(),
                pattern.shape().positions(),
                pattern.deadChannels(),
                churn,
                state.lastUpdateStep(),
                changed ? ChannelMap.of(pattern) : null);
    }
}
