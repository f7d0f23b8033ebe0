/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;

/**
 * The strips of the forward pass. A unit is a strip of rows followed by the strips that add further blocks' taps to some of the
 * same rows; as a rule there are none.
 */
final class ForwardStrips {
    private final Pattern pattern;
    private final int plane;
    private final Taps taps;
    private final List<List<Strip>> units = new ArrayList<>();

    /** Per row the unit that computes it, or -1. */
    private final int[] owners;

    ForwardStrips(ConvPlan plan) {
        pattern = plan.pattern();
        plane = plan.output().plane();
        taps = new Taps(pattern.keptCount());
        owners = new int[plan.output().channels()];
        Arrays.fill(owners, -1);
        for (int b = 0; b < pattern.blocks().size(); b++) {
            Block block = pattern.blocks().get(b);
            int first = taps.size();
            for (int t = 0; t < block.tapCount(); t++) {
                taps.add(block.channel(t) * plan.input().plane(), block.position(t));
            }
            for (int r = 0; r < block.rowCount(); ) {
                r = strip(b, r, first);
            }
        }
    }

    Taps taps() {
        return taps;
    }

    List<List<Strip>> units() {
        return units;
    }

    /** Makes the strip of the block's rows from one on that have one owner, or none; returns where it ends. */
    private int strip(int b, int start, int firstTap) {
        Block block = pattern.blocks().get(b);
        int owner = owners[block.row(start)];
        int end = start;
        while (end < Math.min(block.rowCount(), start + PassProgram.STRIP_ROWS) && owners[block.row(end)] == owner) {
            end++;
        }
        int[] rows = Arrays.copyOfRange(block.rows(), start, end);
        Strip strip = new Strip(rows, plane, owner >= 0, firstTap, block.tapCount(), taps.weights());
        for (int t = 0; t < block.tapCount(); t++) {
            for (int i = start; i < end; i++) {
                taps.weight(pattern.blockOffset(b) + t * block.rowCount() + i);
            }
        }
        if (owner < 0) {
            for (int row : rows) {
                owners[row] = units.size();
            }
            units.add(new ArrayList<>());
        }
        units.get(owner < 0 ? units.size() - 1 : owner).add(strip);
        return end;
    }
}
