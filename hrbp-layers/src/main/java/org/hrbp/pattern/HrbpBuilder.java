/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes one HRBP pattern: kernels with the highest scores, rows grouped by them, per group the channels with the most such
 * kernels (then the highest score sum), then the positions with the highest score sum in the chosen kernels. All ties are
 * broken by the seed. (Our choice throughout; the paper's method section was not available to us.)
 */
final class HrbpBuilder {
    private static final int[] NONE = {};

    private final PatternSpec spec;
    private final WeightShape shape;
    private final float[] scores;
    private final RowPartitioner partitioner;
    private final HrbpSizes sizes;
    private final KernelScores kernelScores;
    private final SeededRandom columnTies;
    private final SeededRandom positionTies;

    HrbpBuilder(PatternSpec spec, float[] scores, RowPartitioner partitioner) {
        this.spec = spec;
        this.shape = spec.shape();
        this.scores = scores;
        this.partitioner = partitioner;
        this.sizes = HrbpSizes.of(spec);
        this.kernelScores = new KernelScores(spec, scores);
        this.columnTies = new SeededRandom(spec.seed(), SeededRandom.Stream.COLUMNS);
        this.positionTies = new SeededRandom(spec.seed(), SeededRandom.Stream.POSITIONS);
    }

    Pattern build() {
        SeededRandom kernelTies = new SeededRandom(spec.seed(), SeededRandom.Stream.KERNELS);
        return sizes.smallRows() > 0 ? smallGroup(kernelTies) : allGroups(kernelTies);
    }

    private Pattern allGroups(SeededRandom kernelTies) {
        RowMask mask = kernelScores.topKernels(kernelTies);
        int[][] groups = partitioner.partition(mask, spec.groupRows(), Math.max(1, sizes.columns()), spec.seed());
        int[][] channels = chooseChannels(mask, groups);
        List<Block> blocks = new ArrayList<>(groups.length);
        for (int g = 0; g < groups.length; g++) {
            int[] positions = channels[g].length == 0 ? NONE : choosePositions(groups[g], channels[g]);
            blocks.add(Block.product(groups[g], channels[g], positions));
        }
        return new Pattern(shape, blocks);
    }

    private int[][] chooseChannels(RowMask mask, int[][] groups) {
        long[][] keys = new long[groups.length][shape.channels()];
        float[][] sums = new float[groups.length][];
        for (int g = 0; g < groups.length; g++) {
            int[] counts = mask.columnCounts(groups[g]);
            sums[g] = kernelScores.columnSums(groups[g]);
            for (int c = 0; c < counts.length; c++) {
                keys[g][c] = TopK.key(counts[c], sums[g][c]);
            }
        }
        int[] columns = columnsPerGroup(keys);
        int[][] channels = new int[groups.length][];
        for (int g = 0; g < groups.length; g++) {
            channels[g] = TopK.select(keys[g], columns[g], columnTies);
        }
        if (spec.coverChannels() && sizes.totalColumns() >= shape.channels()) {
            ChannelCoverage.cover(channels, sums);
        }
        return channels;
    }

    /** As {@link HrbpSizes} has it; the extra channels of full groups go where the next count is highest. */
    private int[] columnsPerGroup(long[][] keys) {
        int[] columns = new int[keys.length];
        Arrays.fill(columns, sizes.columns());
        if (sizes.extraFull() > 0) {
            long[] next = new long[sizes.fullGroups()];
            for (int g = 0; g < next.length; g++) {
                long[] sorted = keys[g].clone();
                Arrays.sort(sorted);
                next[g] = sorted[sorted.length - 1 - sizes.columns()] >> 32;
            }
            for (int g : TopK.select(next, sizes.extraFull(), columnTies)) {
                columns[g]++;
            }
        }
        if (sizes.raggedRows() > 0) {
            columns[columns.length - 1] = sizes.raggedColumns();
        }
        return columns;
    }

    private int[] choosePositions(int[] rows, int[] channels) {
        double[] sums = new double[shape.positions()];
        for (int row : rows) {
            for (int channel : channels) {
                int kernel = (row * shape.channels() + channel) * sums.length;
                for (int p = 0; p < sums.length; p++) {
                    sums[p] += scores[kernel + p];
                }
            }
        }
        long[] keys = Arrays.stream(sums).mapToLong(TopK::key).toArray();
        return TopK.select(keys, sizes.positions(), positionTies);
    }

    /** A budget below one column of any group: the best kernel's channel for as many rows as can be paid. */
    private Pattern smallGroup(SeededRandom kernelTies) {
        int channel = kernelScores.bestKernel(kernelTies) % shape.channels();
        long[] keys = new long[shape.rows()];
        for (int row = 0; row < keys.length; row++) {
            keys[row] = TopK.key(kernelScores.get(row, channel));
        }
        int[] rows = TopK.select(keys, sizes.smallRows(), columnTies);
        int[] channels = {channel};
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.product(rows, channels, choosePositions(rows, channels)));
        int[] rest = IntStream.range(0, shape.rows())
                .filter(row -> Arrays.binarySearch(rows, row) < 0)
                .toArray();
        if (rest.length > 0) {
            blocks.add(Block.product(rest, NONE, NONE));
        }
        return new Pattern(shape, blocks);
    }
}
