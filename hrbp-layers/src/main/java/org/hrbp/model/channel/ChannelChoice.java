/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.hrbp.pattern.WeightShape;
import org.hrbp.score.LayerScores;
import org.jspecify.annotations.Nullable;

/** Which channels of a set are kept: those of the highest scores, or at random. */
final class ChannelChoice {
    private final long seed;
    /** Sum of the scores of each channel; empty without scores. */
    private final Map<Integer, Double> scores = new HashMap<>();

    ChannelChoice(ChannelFlow flow, long seed, @Nullable LayerScores scores) {
        this.seed = seed;
        if (scores != null) {
            flow.shapes()
                    .forEach((name, shape) -> add(name, shape, flow.flow(name).out(), scores.get(name)));
        }
    }

    private void add(String name, WeightShape shape, int[] channels, float[] weights) {
        if (weights.length != shape.size()) {
            throw new IllegalArgumentException("Layer \"" + name + "\" has " + weights.length + " scores, but "
                    + shape.size() + " weights of shape " + shape);
        }
        int rowLength = shape.size() / shape.rows();
        for (int row = 0; row < channels.length; row++) {
            double sum = 0;
            for (int i = 0; i < rowLength; i++) {
                sum += weights[row * rowLength + i];
            }
            scores.merge(channels[row], sum, Double::sum);
        }
    }

    /** Ascending indices into the members' channels. */
    List<Integer> choose(TiedSets.Members members, int count) {
        List<Integer> channels = members.channels();
        // a stream per set: the choice in one part of a network does not depend on the others
        long stream = String.join("\n", members.rowsPerChannel().keySet()).hashCode();
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + stream);
        long[] lots = IntStream.range(0, channels.size())
                .mapToLong(i -> random.nextLong())
                .toArray();
        Comparator<Integer> byScore = Comparator.comparing(i -> -scores.getOrDefault(channels.get(i), 0.0));
        return IntStream.range(0, channels.size())
                .boxed()
                .sorted(byScore.thenComparing(i -> lots[i]))
                .limit(count)
                .sorted()
                .toList();
    }
}
