/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import org.hrbp.pattern.InvalidPatternException;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a topology update before anything is changed. */
public final class UpdateCheck {
    private UpdateCheck() {}

    /**
     * Whether an update can be applied to a layer.
     *
     * @param update the update
     * @param layer name of the layer
     * @param before the layer's pattern
     * @param method the method that made the update, with what it promises to keep
     * @param step step that the update must carry
     * @param fits throws {@link InvalidPatternException} if the layer cannot take a pattern
     * @return what is wrong, or null
     */
    public static @Nullable String problem(
            TopologyUpdate update,
            String layer,
            Pattern before,
            DstMethod method,
            long step,
            Consumer<PatternState> fits) {
        if (!update.layer().equals(layer)) {
            return "the update is of layer \"" + update.layer() + "\"";
        }
        if (update.state().lastUpdateStep() != step) {
            return "the update is of step " + update.state().lastUpdateStep() + ", not " + step;
        }
        try {
            fits.accept(update.state());
        } catch (InvalidPatternException e) {
            return e.getMessage();
        }
        int[] old = before.denseIndices();
        int[] after = update.state().pattern().denseIndices();
        if (method.keepsLayerCounts() && after.length != old.length) {
            return "the update keeps " + after.length + " weights instead of " + old.length;
        }
        return sourceProblem(update.source(), old, after);
    }

    /** A slot's source holds the same weight; only weights that were not kept are grown. */
    private static @Nullable String sourceProblem(int[] source, int[] before, int[] after) {
        if (source.length != after.length) {
            return "the update has " + source.length + " sources for " + after.length + " slots";
        }
        BitSet kept = new BitSet();
        Arrays.stream(before).forEach(kept::set);
        for (int i = 0; i < source.length; i++) {
            int old = source[i];
            boolean right = old == TopologyUpdate.GROWN
                    ? !kept.get(after[i])
                    : old >= 0 && old < before.length && before[old] == after[i];
            if (!right) {
                return "source " + old + " of slot " + i + " is not where its weight was";
            }
        }
        return null;
    }
}
