/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** Scores of one layer's weights, in the order row, channel, position. */
final class Scores {
    private Scores() {}

    static void check(PatternSpec spec, float[] scores) {
        int size = spec.shape().size();
        if (scores.length != size) {
            throw new IllegalArgumentException(
                    scores.length + " scores given for weights of shape " + spec.shape() + ", which need " + size);
        }
        for (int i = 0; i < size; i++) {
            if (!Float.isFinite(scores[i])) {
                throw new IllegalArgumentException("Score " + i + " is " + scores[i] + "; scores must be finite");
            }
        }
    }

    /** A random unstructured mask of the spec's density as scores 0 and 1. */
    static float[] random(PatternSpec spec) {
        int size = spec.shape().size();
        SeededRandom random = new SeededRandom(spec.seed(), SeededRandom.Stream.SCORES);
        float[] scores = new float[size];
        int wanted = Math.max(1, (int) Math.round(spec.density() * size));
        for (int i = 0; wanted > 0; i++) {
            if (random.nextInt(size - i) < wanted) {
                scores[i] = 1;
                wanted--;
            }
        }
        return scores;
    }
}
