/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.pattern.Block;

/** The weight gradient of one plan: every kept weight belongs to one tile, and one thread reduces a tile. */
public final class WeightProgram {
    /** Most taps of a tile. */
    public static final int TASK_TAPS = 16;

    private static final int MOST_TASKS = 64;

    private final ConvPlan plan;
    private final RunGroup[] runs;
    private final List<List<WeightTask>> tasks = new ArrayList<>();

    /**
     * Prepares the tiles.
     *
     * @param plan the plan
     */
    public WeightProgram(ConvPlan plan) {
        this.plan = plan;
        this.runs = new RunGroup[plan.pattern().shape().positions()];
        Chunks chunks = Chunks.forward(plan);
        List<WeightTask> tiles = new ArrayList<>();
        for (int b = 0; b < plan.pattern().blocks().size(); b++) {
            Block block = plan.pattern().blocks().get(b);
            int[][] taps = byPosition(block);
            for (int r = 0; r < block.rowCount(); r += PassProgram.STRIP_ROWS) {
                for (int p = 0; p < taps.length; p++) {
                    if (taps[p].length > 0 && runs[p] == null) {
                        runs[p] = chunks.through(p);
                    }
                    tiles(b, r, p, taps[p], tiles);
                }
            }
        }
        group(tiles);
    }

    private int[][] byPosition(Block block) {
        int[] counts = new int[runs.length];
        for (int t = 0; t < block.tapCount(); t++) {
            counts[block.position(t)]++;
        }
        int[][] taps = new int[runs.length][];
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

    private void tiles(int b, int firstRow, int position, int[] taps, List<WeightTask> tiles) {
        Block block = plan.pattern().blocks().get(b);
        int endRow = Math.min(block.rowCount(), firstRow + PassProgram.STRIP_ROWS);
        int[] rows = new int[endRow - firstRow];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = block.row(firstRow + r) * plan.output().plane();
        }
        for (int first = 0; first < taps.length; first += TASK_TAPS) {
            int[] channels = new int[Math.min(TASK_TAPS, taps.length - first)];
            int[] slots = new int[channels.length];
            for (int i = 0; i < channels.length; i++) {
                int tap = taps[first + i];
                channels[i] = block.channel(tap) * plan.input().plane();
                slots[i] = plan.pattern().blockOffset(b) + tap * block.rowCount() + firstRow;
            }
            tiles.add(new WeightTask(runs[position], rows, channels, slots));
        }
    }

    private void group(List<WeightTask> tiles) {
        long total = plan.pattern().keptCount();
        long sum = 0;
        for (WeightTask tile : tiles) {
            if (tasks.isEmpty() || sum * MOST_TASKS >= total * tasks.size()) {
                tasks.add(new ArrayList<>());
            }
            tasks.get(tasks.size() - 1).add(tile);
            sum += tile.work();
        }
    }

    /** Reduces one tile. */
    public interface Kernel {
        /**
         * Computes the gradients of one tile.
         *
         * @param tile the tile
         */
        void apply(WeightTask tile);
    }

    /**
     * Runs the pass.
     *
     * @param kernel the arithmetic
     */
    public void run(Kernel kernel) {
        HrbpThreads.run(tasks.size(), (task, thread) -> tasks.get(task).forEach(kernel::apply));
    }
}
