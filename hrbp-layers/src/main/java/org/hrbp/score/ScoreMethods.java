/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;

/** All scores. A new one is registered here. */
public final class ScoreMethods {
    private static final List<Score> ALL =
            List.of(new RandomScore(), new MagnitudeScore(), new SnipScore(), new GraspScore());

    private ScoreMethods() {}

    /**
     * The names of all scores.
     *
     * @return an unmodifiable list
     */
    public static List<String> ids() {
        return ALL.stream().map(Score::id).toList();
    }

    /**
     * Finds a score by name.
     *
     * @param id name of the score
     * @return the score
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Score byId(String id) {
        return ALL.stream()
                .filter(score -> score.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Score \"" + id + "\" is not one of " + ids()));
    }
}
