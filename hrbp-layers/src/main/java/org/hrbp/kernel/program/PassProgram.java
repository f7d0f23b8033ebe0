/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.nio.FloatBuffer;
import java.util.List;
import org.hrbp.kernel.HrbpThreads;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass or the input gradient of one plan: parts of disjoint destination channels times chunks of disjoint
 * destination pixels. The strips of a part run in order, so every destination element sees its taps in one fixed order
 * for any number of threads.
 */
public final class PassProgram {
    /** Most destination channels of a strip. */
    public static final int STRIP_ROWS = 32;

    private static final ThreadLocal<int[]> TABLES = ThreadLocal.withInitial(() -> new int[0]);
    private static final ThreadLocal<float[]> PANELS = ThreadLocal.withInitial(() -> new float[0]);

    private final List<List<Strip>> parts;
    private final List<List<RunGroup>> chunks;
    private final int[] tapSources;
    private final int[] tapPositions;
    private final int @Nullable [] weightOrder;
    private final int mostTaps;

    PassProgram(
            List<List<Strip>> parts,
            List<List<RunGroup>> chunks,
            int[] tapSources,
            int[] tapPositions,
            int @Nullable [] weightOrder) {
        this.parts = parts;
        this.chunks = chunks;
        this.tapSources = tapSources;
        this.tapPositions = tapPositions;
        this.weightOrder = weightOrder;
        this.mostTaps =
                parts.stream().flatMap(List::stream).mapToInt(s -> s.taps).max().orElse(0);
    }

    /** Computes one strip over the runs of one border class. */
    public interface Kernel {
        /**
         * Computes {@code destination[row][e] = start + sum over taps weight[tap][row] * source[e + offset[tap]]} for every
         * run of the group.
         *
         * @param strip destination channels
         * @param runs destination pixels
         * @param table per tap the source offset in units, then the index of the weight of row 0
         * @param taps number of taps in the table
         */
        void apply(Strip strip, RunGroup runs, int[] table, int taps);
    }

    /**
     * The weights in the order of the program.
     *
     * @param weights kept weights in slot order
     * @param kept their number
     * @return an array of the calling thread, at least so long, good until the thread's next call
     */
    public float[] panel(FloatBuffer weights, int kept) {
        float[] panel = PANELS.get();
        if (panel.length < kept) {
            panel = new float[kept];
            PANELS.set(panel);
        }
        fill(panel, weights, kept);
        return panel;
    }

    private void fill(float[] panel, FloatBuffer weights, int kept) {
        int[] order = weightOrder;
        int tasks = Math.min(16, 1 + kept / 8192);
        HrbpThreads.run(tasks, (task, thread) -> {
            int first = (int) ((long) kept * task / tasks);
            int end = (int) ((long) kept * (task + 1) / tasks);
            if (order == null) {
                weights.get(first, panel, first, end - first);
                return;
            }
            for (int i = first; i < end; i++) {
                panel[i] = weights.get(order[i]);
            }
        });
    }

    /**
     * Runs the pass.
     *
     * @param unit what one source element counts in the tables: 1, or 4 for bytes
     * @param kernel the arithmetic
     */
    public void run(int unit, Kernel kernel) {
        HrbpThreads.run(parts.size() * chunks.size(), (task, thread) -> {
            int[] table = TABLES.get();
            if (table.length < 2 * mostTaps) {
                table = new int[2 * mostTaps];
                TABLES.set(table);
            }
            for (RunGroup runs : chunks.get(task / parts.size())) {
                for (Strip strip : parts.get(task % parts.size())) {
                    int taps = table(strip, runs, unit, table);
                    if (taps > 0 || !strip.adds()) {
                        kernel.apply(strip, runs, table, taps);
                    }
                }
            }
        });
    }

    /** Lists the taps that lie inside the image. */
    private int table(Strip strip, RunGroup runs, int unit, int[] table) {
        int n = 0;
        int weight = strip.firstWeight;
        for (int t = strip.firstTap; t < strip.firstTap + strip.taps; t++) {
            int offset = runs.offset(tapPositions[t]);
            if (offset != Axis.OUTSIDE) {
                table[n++] = (tapSources[t] + offset) * unit;
                table[n++] = weight;
            }
            weight += strip.rows();
        }
        return n / 2;
    }
}
