/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Channel-wise pruning: one product block of kept rows x kept input channels x all positions; the other rows are empty. Rows and
 * channels with the highest score sums are kept, ties broken by the seed. As many of each as {@code sqrt(density)} of the layer,
 * rounded down, unless {@link StructureOptions#keptRows()} and {@link StructureOptions#keptChannels()} say otherwise; fewer where
 * the budget is smaller. (Our choice: the deck's RC is not defined there.) What the rows of one layer are to the channels of the
 * next is not known here: a consistent network needs given patterns.
 */
public final class ChannelStructure implements Structure {
    /** Name in configurations. */
    public static final String ID = "channel";

    /** Room for the rounding of products such as {@code sqrt(0.25) * 64}. */
    private static final double EPSILON = 1e-6;

    private static final int[] NONE = {};

    /** Makes the structure. */
    public ChannelStructure() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public int code() {
        return 5;
    }

    private record Sizes(int rows, int channels) {}

    private static Sizes sizes(PatternSpec spec) {
        WeightShape shape = spec.shape();
        int kernels = spec.budget() / shape.positions();
        int givenRows = given("rows", spec.options().keptRows(), shape.rows(), spec);
        int givenChannels = given("channels", spec.options().keptChannels(), shape.channels(), spec);
        double share = Math.sqrt(spec.density());
        int rows = givenRows > 0 ? givenRows : share(share, shape.rows());
        int channels = givenChannels > 0 ? givenChannels : share(share, shape.channels());
        if (givenRows == 0) {
            // as many rows as the fewest channels leave room for
            rows = Math.min(rows, kernels / (givenChannels > 0 ? channels : 1));
        }
        if (givenChannels == 0 && rows > 0) {
            channels = Math.min(channels, kernels / rows);
        }
        if (rows == 0 || channels == 0 || (long) rows * channels > kernels) {
            throw new IllegalArgumentException("Structure \"" + ID + "\" of shape " + shape + " with kept rows "
                    + givenRows + " and kept channels " + givenChannels + " (0: any) does not fit the budget of "
                    + spec.budget() + " weights");
        }
        return new Sizes(rows, channels);
    }

    private static int given(String what, int value, int most, PatternSpec spec) {
        if (value > most) {
            throw new IllegalArgumentException(
                    "Kept " + what + " " + value + " are more than weights of shape " + spec.shape() + " have");
        }
        return value;
    }

    private static int share(double share, int size) {
        return Math.max(1, (int) Math.floor(share * size + EPSILON));
    }

    @Override
    public StructureOptions optionsFor(Pattern pattern) {
        List<Block> live =
                pattern.blocks().stream().filter(b -> b.tapCount() > 0).toList();
        Block block = live.get(0);
        if (live.size() != 1
                || !block.isProduct()
                || block.positions().length < pattern.shape().positions()) {
            throw new IllegalArgumentException(
                    pattern + " is not one block of whole kernels, as of structure \"" + ID + "\"");
        }
        return StructureOptions.DEFAULT.withKeptRows(block.rowCount()).withKeptChannels(block.channels().length);
    }

    @Override
    public int keptWeights(PatternSpec spec) {
        Sizes sizes = sizes(spec);
        return sizes.rows * sizes.channels * spec.shape().positions();
    }

    @Override
    public int encodedLength(PatternSpec spec) {
        Sizes sizes = sizes(spec);
        WeightShape shape = spec.shape();
        int blocks = sizes.rows < shape.rows() ? 2 : 1;
        return PatternCodec.HEADER_LENGTH
                + PatternCodec.PRODUCT_HEADER * blocks
                + shape.rows()
                + sizes.channels
                + shape.positions();
    }

    @Override
    public Pattern build(PatternSpec spec, float[] scores) {
        Scores.check(spec, scores);
        Sizes sizes = sizes(spec);
        WeightShape shape = spec.shape();
        double[] rowSums = new double[shape.rows()];
        double[] channelSums = new double[shape.channels()];
        for (int i = 0; i < scores.length; i++) {
            int kernel = i / shape.positions();
            rowSums[kernel / shape.channels()] += scores[i];
            channelSums[kernel % shape.channels()] += scores[i];
        }
        int[] rows = top(rowSums, sizes.rows, new SeededRandom(spec.seed(), SeededRandom.Stream.ROWS));
        int[] channels = top(channelSums, sizes.channels, new SeededRandom(spec.seed(), SeededRandom.Stream.COLUMNS));
        int[] positions = IntStream.range(0, shape.positions()).toArray();
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.product(rows, channels, positions));
        int[] empty = IntStream.range(0, shape.rows())
                .filter(row -> Arrays.binarySearch(rows, row) < 0)
                .toArray();
        if (empty.length > 0) {
            blocks.add(Block.product(empty, NONE, NONE));
        }
        return new Pattern(shape, blocks);
    }

    private static int[] top(double[] sums, int count, SeededRandom ties) {
        return TopK.select(Arrays.stream(sums).mapToLong(TopK::key).toArray(), count, ties);
    }
}
