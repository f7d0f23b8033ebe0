/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/**
 * How much of the scores a partition of rows into groups saves: the share that the pattern keeps, beside that of the pattern
 * with the same sizes whose rows are grouped at random. On a random mask the two differ little; the partition matters where
 * rows are alike.
 *
 * @param share kept scores over all scores
 * @param randomShare the same with the row partitioner {@code random}
 */
public record PartitionQuality(double share, double randomShare) {
    /**
     * Makes both patterns and compares them.
     *
     * @param structure {@code hrbp} or {@code grouping}
     * @param spec sizes and settings, the row partitioner among them
     * @param scores one score per weight, 0 or more and not all 0
     * @return the quality
     * @throws IllegalArgumentException if the structure groups no rows or the scores are not as said
     */
    public static PartitionQuality of(Structure structure, PatternSpec spec, float[] scores) {
        StructureOptions random = spec.options().withPartitioner("random");
        random.checkFor(structure.id());
        Scores.check(spec, scores);
        double total = 0;
        for (float score : scores) {
            if (score < 0) {
                throw new IllegalArgumentException("Score " + score + " is below 0; shares need scores of 0 or more");
            }
            total += score;
        }
        if (total == 0) {
            throw new IllegalArgumentException("All scores are 0; shares need a score above 0");
        }
        double kept = kept(structure.build(spec, scores), scores);
        double keptAtRandom = kept(structure.build(spec.withOptions(random), scores), scores);
        return new PartitionQuality(kept / total, keptAtRandom / total);
    }

    private static double kept(Pattern pattern, float[] scores) {
        double sum = 0;
        for (int index : pattern.denseIndices()) {
            sum += scores[index];
        }
        return sum;
    }
}
