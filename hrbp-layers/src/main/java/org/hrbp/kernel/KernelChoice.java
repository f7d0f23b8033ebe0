/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;

/**
 * The register tiles in which the {@code vector} kernels compute a layer: of each pass the one that has most of its
 * multiply-adds. The choice follows from the pattern alone, block by block; nothing is timed at run time. The rule (ours):
 *
 * <ul>
 *   <li>Forward: rows of a block 4 at a time, then 2, then 1, times four vectors of pixels and batch. A block of one row, as
 *       in unstructured patterns, runs single rows.
 *   <li>Input gradient: input channels of a product block 4, then 2, then 1 at a time, times four vectors. Blocks with any
 *       other taps take one of two {@linkplain InputGradientForm forms}: in form (A) the channels that a block has at one kernel
 *       position run as those of a product; in form (B) blocks are regrouped into single channels.
 *   <li>Weight gradient: the taps that a block has at one kernel position 4 at a time, then the 1 to 3 that are left, times 4
 *       rows. Rows that fill no tile run one by one, with 4 taps or 1.
 * </ul>
 *
 * <p>Taps on padding count as if they were inside. What is not in the pattern is left out: a run of pixels shorter than four
 * vectors uses single vectors, one shorter than a vector (a small batch) single elements, and an input gradient that is split
 * by channels into several tasks (images of fewer than 32 rows) cuts blocks there, so that groups of few channels run smaller
 * tiles than shown. A block whose rows are in earlier blocks as well is cut where those differ.
 *
 * @param forward rows x vectors
 * @param inputGradient input channels x vectors
 * @param weightGradient taps x rows
 * @param form the form of the input gradient that has most of its multiply-adds, {@code GATHER} where both are the same
 */
public record KernelChoice(Tile forward, Tile inputGradient, Tile weightGradient, InputGradientForm form) {
    private static final int VECTORS = 4;
    private static final int TAPS = 4;
    private static final int ROWS = 4;

    /** The tile with most work; of equals the larger, then the higher. */
    private static final Comparator<Map.Entry<Tile, Long>> ORDER = Map.Entry.<Tile, Long>comparingByValue()
            .thenComparing(e -> e.getKey().high() * e.getKey().wide())
            .thenComparing(e -> e.getKey().high());

    /**
     * A register tile.
     *
     * @param high rows, input channels or taps
     * @param wide vectors, in the weight gradient rows
     */
    public record Tile(int high, int wide) {
        @Override
        public String toString() {
            return high + "x" + wide;
        }
    }

    /**
     * The tiles of a layer whose input gradient takes the faster form.
     *
     * @param pattern its pattern
     * @return the choice
     */
    public static KernelChoice of(Pattern pattern) {
        return of(pattern, InputGradientForm.AUTO);
    }

    /**
     * The tiles of a layer.
     *
     * @param pattern its pattern
     * @param form the form that its plan asks for
     * @return the choice
     */
    public static KernelChoice of(Pattern pattern, InputGradientForm form) {
        Map<Tile, Long> forward = new HashMap<>();
        Map<Tile, Long> inputGradient = new HashMap<>();
        Map<Tile, Long> weightGradient = new HashMap<>();
        long scattered = 0;
        for (Block block : pattern.blocks()) {
            destinations(block.rowCount(), block.tapCount(), forward);
            if (block.isProduct()) {
                int channels = block.channels().length;
                destinations(channels, (long) block.rowCount() * block.positions().length, inputGradient);
            } else if (form.scatters(block)) {
                for (int columns : columns(block, pattern.shape().positions())) {
                    destinations(columns, block.rowCount(), inputGradient);
                }
                scattered += block.weightCount();
            } else {
                inputGradient.merge(new Tile(1, VECTORS), (long) block.weightCount(), Long::sum);
            }
            weights(block, pattern.shape().positions(), weightGradient);
        }
        InputGradientForm most =
                2 * scattered > pattern.keptCount() ? InputGradientForm.SCATTER : InputGradientForm.GATHER;
        return new KernelChoice(most(forward), most(inputGradient), most(weightGradient), most);
    }

    /**
     * How many destination channels the next register tile of the forward pass or the input gradient takes.
     *
     * @param left channels that are left, at least 1
     * @return 4, 2 or 1
     */
    public static int tileRows(int left) {
        return Math.min(4, Integer.highestOneBit(left));
    }

    private static void destinations(int count, long taps, Map<Tile, Long> work) {
        for (int done = 0; done < count; done += tileRows(count - done)) {
            int rows = tileRows(count - done);
            work.merge(new Tile(rows, VECTORS), rows * taps, Long::sum);
        }
    }

    /** How many taps a block has at each kernel position. */
    private static int[] columns(Block block, int positions) {
        int[] counts = new int[positions];
        for (int t = 0; t < block.tapCount(); t++) {
            counts[block.position(t)]++;
        }
        return counts;
    }

    private static void weights(Block block, int positions, Map<Tile, Long> work) {
        long rest = block.rowCount() % ROWS;
        long whole = block.rowCount() - rest;
        for (int count : columns(block, positions)) {
            int left = count % TAPS;
            work.merge(new Tile(TAPS, ROWS), (count - left) * whole, Long::sum);
            work.merge(new Tile(TAPS, 1), (count - left) * rest, Long::sum);
            work.merge(new Tile(left, ROWS), left * whole, Long::sum);
            work.merge(new Tile(1, 1), left * rest, Long::sum);
        }
    }

    private static Tile most(Map<Tile, Long> work) {
        return work.entrySet().stream().max(ORDER).orElseThrow().getKey();
    }

    /**
     * The three tiles.
     *
     * @return forward, input gradient and weight gradient, such as {@code 4x4 4x4 4x4}; an input gradient mostly of form (A) is
     *     marked: {@code 4x4 4x4(A) 4x4}
     */
    @Override
    public String toString() {
        String mark = form == InputGradientForm.SCATTER ? "(A)" : "";
        return forward + " " + inputGradient + mark + " " + weightGradient;
    }
}
