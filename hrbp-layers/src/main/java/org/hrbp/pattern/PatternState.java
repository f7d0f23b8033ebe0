/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * A pattern with what a layer remembers beside it.
 *
 * @param pattern the pattern
 * @param structureId the structure that made it, one of {@link Structures#ids()}
 * @param lastUpdateStep training step of the last topology update, {@link #NEVER} or in {@code 0 .. 2^48 - 2}
 * @param scalar one number of the training method, 0 if it needs none
 */
public record PatternState(Pattern pattern, String structureId, long lastUpdateStep, float scalar) {
    /** No topology update so far. */
    public static final long NEVER = -1;

    private static final long STEP_LIMIT = (1L << 48) - 1;

    /**
     * Checks the values.
     *
     * @param pattern the pattern
     * @param structureId the structure that made it
     * @param lastUpdateStep step of the last topology update
     * @param scalar number of the training method
     * @throws IllegalArgumentException if the structure is unknown or the step out of range
     */
    public PatternState {
        Structures.byId(structureId);
        if (lastUpdateStep < NEVER || lastUpdateStep >= STEP_LIMIT) {
            throw new IllegalArgumentException(
                    "Last update step " + lastUpdateStep + " is not in -1.." + (STEP_LIMIT - 1));
        }
    }

    /**
     * The state of a layer before training.
     *
     * @param pattern the pattern
     * @param structureId the structure that made it
     * @return the state, never updated, scalar 0
     */
    public static PatternState initial(Pattern pattern, String structureId) {
        return new PatternState(pattern, structureId, NEVER, 0);
    }
}
