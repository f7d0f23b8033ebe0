/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;

/** The strips of the input gradient, part by part of the input channels. */
final class BackwardStrips {
    /** Half of the forward pass's: a strip has about twice its taps, and both share the first-level cache. */
    static final int STRIP_ROWS = PassProgram.STRIP_ROWS / 2;

    private final ConvPlan plan;
    private final Pattern pattern;
    private final Taps taps;
    private final List<Rectangle> rectangles;
    private final int[][] listed;

    BackwardStrips(ConvPlan plan) {
        this.plan = plan;
        this.pattern = plan.pattern();
        this.taps = new Taps(pattern.keptCount());
        this.rectangles = Rectangle.of(pattern, plan.form());
        this.listed = listed();
    }

    Taps taps() {
        return taps;
    }

    /** Per input channel the (block, tap) pairs of all other blocks. */
    private int[][] listed() {
        int[] counts = new int[plan.input().channels()];
        int[][] result = new int[counts.length][];
        for (int pass = 0; pass < 2; pass++) {
            for (int b = 0; b < pattern.blocks().size(); b++) {
                Block block = pattern.blocks().get(b);
                boolean gathers = !block.isProduct() && !plan.form().scatters(block);
                for (int t = 0; gathers && t < block.tapCount(); t++) {
                    int c = block.channel(t);
                    if (pass == 1) {
                        result[c][counts[c]] = b;
                        result[c][counts[c] + 1] = t;
                    }
                    counts[c] += 2;
                }
            }
            for (int c = 0; pass == 0 && c < counts.length; c++) {
                result[c] = new int[counts[c]];
                counts[c] = 0;
            }
        }
        return result;
    }

    /** Strips for input channels first (inclusive) to end (exclusive), in the order in which they must run. */
    List<Strip> part(int first, int end) {
        List<Strip> strips = new ArrayList<>();
        BitSet seen = new BitSet();
        for (Rectangle rectangle : rectangles) {
            add(rectangle, first, end, seen, strips);
        }
        for (int c = first; c < end; c++) {
            if (listed[c].length > 0) {
                single(c, seen.get(c), strips);
                seen.set(c);
            }
        }
        int[] untouched = IntStream.range(first, end).filter(c -> !seen.get(c)).toArray();
        start(untouched, strips);
        return strips;
    }

    /** Zeros: strips without taps. They may run at any time before a strip that adds. */
    private void start(int[] channels, List<Strip> strips) {
        for (int i = 0; i < channels.length; i += STRIP_ROWS) {
            int[] some = Arrays.copyOfRange(channels, i, Math.min(channels.length, i + STRIP_ROWS));
            strips.add(new Strip(some, plan.input().plane(), false, 0, 0, 0));
        }
    }

    private void add(Rectangle rectangle, int first, int end, BitSet seen, List<Strip> strips) {
        Block block = pattern.blocks().get(rectangle.block);
        int[] channels = rectangle.channels;
        List<Integer> fresh = new ArrayList<>();
        List<Integer> old = new ArrayList<>();
        for (int k = 0; k < channels.length; k++) {
            if (channels[k] >= first && channels[k] < end) {
                (seen.get(channels[k]) ? old : fresh).add(k);
            }
        }
        if (fresh.isEmpty() && old.isEmpty()) {
            return;
        }
        for (int k : fresh) {
            seen.set(channels[k]);
        }
        // a rest of fresh channels that fills no register tile joins the channels that add
        int whole = old.isEmpty() ? fresh.size() : fresh.size() / 4 * 4;
        List<Integer> rest = fresh.subList(whole, fresh.size());
        start(rest.stream().mapToInt(k -> channels[k]).toArray(), strips);
        List<Integer> adding = new ArrayList<>(rest);
        adding.addAll(old);
        int tap = taps.size();
        for (int r = 0; r < block.rowCount(); r++) {
            for (int position : rectangle.positions) {
                taps.add(block.row(r) * plan.output().plane(), position);
            }
        }
        strips(rectangle, fresh.subList(0, whole), false, tap, strips);
        strips(rectangle, adding, true, tap, strips);
    }

    private void strips(Rectangle rectangle, List<Integer> indices, boolean adds, int tap, List<Strip> strips) {
        Block block = pattern.blocks().get(rectangle.block);
        int offset = pattern.blockOffset(rectangle.block);
        int positions = rectangle.positions.length;
        for (int i = 0; i < indices.size(); i += STRIP_ROWS) {
            List<Integer> some = indices.subList(i, Math.min(indices.size(), i + STRIP_ROWS));
            int[] channels = some.stream().mapToInt(k -> rectangle.channels[k]).toArray();
            strips.add(
                    new Strip(channels, plan.input().plane(), adds, tap, block.rowCount() * positions, taps.weights()));
            for (int r = 0; r < block.rowCount(); r++) {
                for (int p = 0; p < positions; p++) {
                    for (int k : some) {
                        taps.weight(offset + rectangle.tap(k, p) * block.rowCount() + r);
                    }
                }
            }
        }
    }

    private void single(int channel, boolean adds, List<Strip> strips) {
        int tap = taps.size();
        int weight = taps.weights();
        int[] pairs = listed[channel];
        for (int i = 0; i < pairs.length; i += 2) {
            Block block = pattern.blocks().get(pairs[i]);
            for (int r = 0; r < block.rowCount(); r++) {
                taps.add(block.row(r) * plan.output().plane(), block.position(pairs[i + 1]));
                taps.weight(pattern.blockOffset(pairs[i]) + pairs[i + 1] * block.rowCount() + r);
            }
        }
        strips.add(new Strip(new int[] {channel}, plan.input().plane(), adds, tap, taps.size() - tap, weight));
    }
}
