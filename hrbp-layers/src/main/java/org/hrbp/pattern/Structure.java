/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** The rule that turns scores into a pattern. Implementations are stateless. */
public interface Structure {
    /**
     * Name of the structure in configurations and messages.
     *
     * @return the id, one of {@link Structures#ids()}
     */
    String id();

    /**
     * Number of the structure in the header of an encoded pattern. Part of the file format.
     *
     * @return a small positive number
     */
    int code();

    /**
     * Whether the sizes of a pattern are known only when it is made. {@link #keptWeights} and {@link #encodedLength} then
     * refuse, and a layer must be given its lengths.
     *
     * @param spec sizes and settings; seed and scores do not matter
     * @return false unless the structure says otherwise
     */
    default boolean sizesFollowScores(PatternSpec spec) {
        return false;
    }

    /**
     * The options of a layer that is to hold a given pattern of this structure.
     *
     * @param pattern the pattern
     * @return the defaults unless the structure says otherwise
     * @throws IllegalArgumentException if the structure cannot have made the pattern
     */
    default StructureOptions optionsFor(Pattern pattern) {
        return StructureOptions.DEFAULT;
    }

    /**
     * Number of weights that every pattern of a spec keeps: what the structure makes of the budget, never less for a larger
     * one.
     *
     * @param spec sizes and settings; seed and scores do not matter
     * @return a number in {@code 1 .. spec.budget()}
     * @throws IllegalArgumentException if the structure cannot stay within the budget, or {@link #sizesFollowScores}
     */
    int keptWeights(PatternSpec spec);

    /**
     * Length of every encoded pattern of a spec, see {@link PatternCodec}.
     *
     * @param spec sizes and settings; seed and scores do not matter
     * @return number of words, header included
     * @throws IllegalArgumentException if {@link #sizesFollowScores}
     */
    int encodedLength(PatternSpec spec);

    /**
     * Makes a pattern from scores.
     *
     * @param spec sizes and settings
     * @param scores one finite score per weight in the order row, channel, position; higher is kept first
     * @return a pattern with {@link #keptWeights} weights, unless {@link #sizesFollowScores}
     * @throws IllegalArgumentException if the scores do not fit the shape or are not finite
     */
    Pattern build(PatternSpec spec, float[] scores);

    /**
     * Makes a pattern from a random unstructured mask of the spec's density, drawn from the spec's seed.
     *
     * @param spec sizes and settings
     * @return a pattern with {@link #keptWeights} weights, unless {@link #sizesFollowScores}
     */
    default Pattern buildRandom(PatternSpec spec) {
        return build(spec, Scores.random(spec));
    }
}
