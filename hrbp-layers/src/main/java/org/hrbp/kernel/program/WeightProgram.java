/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.pattern.Block;

/**
 * The weight gradient of one plan: groups of tiles of weights times parts of the image. A thread sums one group over one
 * part, stretch by stretch of the image, so that the planes it reads stay in the second-level cache for all tiles of the
 * group. The parts of a weight are added in their order: results do not depend on the number of threads.
 */
public final class WeightProgram {
    /** Most rows of a tile. */
    public static final int TILE_ROWS = 16;

    /** Most taps of a tile. */
    public static final int TILE_TAPS = 16;

    /** Most weights of a group whose sums wait for further stretches. */
    public static final int GROUP_WEIGHTS = 2048;

    private static final int MOST_TASKS = 64;
    private static final int MOST_PARTS = 8;

    /** Elements of a channel that are worked on at a time: of some 100 channels they fit the second-level cache. */
    private static final int STRETCH = 2048;

    private static final ThreadLocal<float[]> SUMS = ThreadLocal.withInitial(() -> new float[0]);

    private final ConvPlan plan;
    private final int parts;

    /** By stretch of the image and kernel position; null where no tap needs it. */
    private final RunGroup[][] runs;

    private final List<List<WeightTask>> groups = new ArrayList<>();

    /** Weights before each group, and in all. */
    private final int[] offsets;

    /**
     * Prepares the tiles.
     *
     * @param plan the plan
     * @param lanes floats of a vector, for {@link RunGroup#vectors}
     */
    public WeightProgram(ConvPlan plan, int lanes) {
        this.plan = plan;
        int height = plan.output().height();
        int rowElements = plan.output().width() * plan.output().batch();
        int stretches = Math.max(1, height / Math.max(1, STRETCH / rowElements));
        Chunks chunks = Chunks.forward(plan);
        runs = new RunGroup[stretches][plan.pattern().shape().positions()];
        List<WeightTask> tiles = new ArrayList<>();
        for (int b = 0; b < plan.pattern().blocks().size(); b++) {
            int[][] taps = byPosition(plan.pattern().blocks().get(b));
            for (int p = 0; p < taps.length; p++) {
                for (int s = 0; s < stretches && taps[p].length > 0 && runs[s][p] == null; s++) {
                    runs[s][p] = chunks.through(p, height * s / stretches, height * (s + 1) / stretches);
                    runs[s][p].cut(lanes);
                }
                tiles(b, p, taps[p], tiles);
            }
        }
        group(tiles, stretches > 1 ? GROUP_WEIGHTS : Integer.MAX_VALUE);
        offsets = new int[groups.size() + 1];
        for (int g = 0; g < groups.size(); g++) {
            offsets[g + 1] = offsets[g]
                    + groups.get(g).stream().mapToInt(WeightTask::weights).sum();
        }
        parts = Math.max(1, Math.min(Math.min(MOST_PARTS, stretches), MOST_TASKS / 2 / Math.max(1, groups.size())));
    }

    private int[][] byPosition(Block block) {
        int[] counts = new int[plan.pattern().shape().positions()];
        for (int t = 0; t < block.tapCount(); t++) {
            counts[block.position(t)]++;
        }
        int[][] taps = new int[counts.length][];
        for (int p = 0; p < taps.length; p++) {
            taps[p] = new int[counts[p]];
        }
        Arrays.fill(counts, 0);
        for (int t = 0; t < block.tapCount(); t++) {
            int p = block.position(t);
            taps[p][counts[p]++] = t;
        }
        return taps;
    }

    private void tiles(int b, int position, int[] taps, List<WeightTask> tiles) {
        Block block = plan.pattern().blocks().get(b);
        for (int first = 0; first < taps.length; first += TILE_TAPS) {
            int[] some = Arrays.copyOfRange(taps, first, Math.min(taps.length, first + TILE_TAPS));
            for (int r = 0; r < block.rowCount(); r += TILE_ROWS) {
                tiles.add(tile(b, position, some, r, Math.min(block.rowCount(), r + TILE_ROWS)));
            }
        }
    }

    private WeightTask tile(int b, int position, int[] taps, int firstRow, int endRow) {
        Block block = plan.pattern().blocks().get(b);
        int[] rows = new int[endRow - firstRow];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = block.row(firstRow + r) * plan.output().plane();
        }
        int[] channels = new int[taps.length];
        int[] slots = new int[taps.length];
        for (int i = 0; i < taps.length; i++) {
            channels[i] = block.channel(taps[i]) * plan.input().plane();
            slots[i] = plan.pattern().blockOffset(b) + taps[i] * block.rowCount() + firstRow;
        }
        return new WeightTask(position, rows, channels, slots);
    }

    private void group(List<WeightTask> tiles, int mostWeights) {
        long total = plan.pattern().keptCount();
        long sum = 0;
        int weights = 0;
        for (WeightTask tile : tiles) {
            boolean full = weights + tile.weights() > mostWeights;
            boolean share = mostWeights > total && sum * MOST_TASKS >= total * groups.size();
            if (groups.isEmpty() || full || share) {
                groups.add(new ArrayList<>());
                weights = 0;
            }
            groups.get(groups.size() - 1).add(tile);
            sum += tile.weights();
            weights += tile.weights();
        }
    }

    /** Sums of products, kept per thread. */
    public interface Kernel {
        /**
         * Forgets the sums of the calling thread and begins new ones at zero.
         *
         * @param weights how many
         */
        void begin(int weights);

        /**
         * Adds the products over some pixels.
         *
         * @param tile the tile
         * @param runs the pixels
         * @param first which sum is that of the tile's first weight; tap by tap, rows innermost
         */
        void add(WeightTask tile, RunGroup runs, int first);

        /**
         * Hands out the sums.
         *
         * @param weights how many
         * @param target where to write them
         * @param at where in the target
         */
        void end(int weights, float[] target, int at);
    }

    /**
     * Runs the pass.
     *
     * @param kernel the arithmetic
     * @param gradient of each kept weight, in slot order; overwritten
     */
    public void run(Kernel kernel, FloatBuffer gradient) {
        int kept = plan.pattern().keptCount();
        float[] sums = SUMS.get().length < kept * parts ? new float[kept * parts] : SUMS.get();
        SUMS.set(sums);
        HrbpThreads.run(groups.size() * parts, (task, thread) -> sum(kernel, task / parts, task % parts, sums, kept));
        HrbpThreads.run(groups.size(), (g, thread) -> put(groups.get(g), sums, offsets[g], gradient));
    }

    private void sum(Kernel kernel, int g, int part, float[] sums, int kept) {
        List<WeightTask> group = groups.get(g);
        int at = kept * part + offsets[g];
        int first = runs.length * part / parts;
        int end = runs.length * (part + 1) / parts;
        if (end - first > 1) {
            int weights = offsets[g + 1] - offsets[g];
            kernel.begin(weights);
            for (int s = first; s < end; s++) {
                int done = 0;
                for (WeightTask tile : group) {
                    kernel.add(tile, runs[s][tile.position()], done);
                    done += tile.weights();
                }
            }
            kernel.end(weights, sums, at);
            return;
        }
        int to = at;
        for (WeightTask tile : group) {
            kernel.begin(tile.weights());
            kernel.add(tile, runs[first][tile.position()], 0);
            kernel.end(tile.weights(), sums, to);
            to += tile.weights();
        }
    }

    private void put(List<WeightTask> group, float[] sums, int at, FloatBuffer gradient) {
        int kept = plan.pattern().keptCount();
        int from = at;
        for (WeightTask tile : group) {
            for (int t = 0; t < tile.taps(); t++) {
                for (int r = 0; r < tile.rows(); r++, from++) {
                    float sum = sums[from];
                    for (int part = 1; part < parts; part++) {
                        sum += sums[from + part * kept];
                    }
                    gradient.put(tile.slot(t) + r, sum);
                }
            }
        }
    }
}
