/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;

/**
 * The channels, or the kernel positions, of HRBP groups: one pool per group. A unit that stays keeps its slots; a grown one
 * takes those of a dropped one.
 */
final class GroupUnits extends Units {
    private final Unit unit;
    private final Pattern candidates;

    GroupUnits(LayerTopology topology, Unit unit) {
        super(topology);
        this.unit = unit;
        this.candidates = unit.candidates(pattern);
    }

    @Override
    int pools() {
        return pattern.blocks().size();
    }

    @Override
    int poolSize() {
        return unit == Unit.COLUMN
                ? pattern.shape().channels()
                : pattern.shape().positions();
    }

    @Override
    int[] kept(int pool) {
        int[] members = members(pool);
        Arrays.sort(members);
        for (int i = 0; i < members.length; i++) {
            members[i] += pool * poolSize();
        }
        return members;
    }

    /** The kept channels or positions of a group in storage order, a copy; none if it has no taps. */
    private int[] members(int group) {
        Block block = pattern.blocks().get(group);
        if (block.tapCount() == 0) {
            return new int[0];
        }
        return unit == Unit.COLUMN ? block.channels() : block.positions();
    }

    @Override
    double[] values(int pool) {
        double[] norms = new double[poolSize()];
        addNorms(pattern, pool, this::weight, norms);
        return Arrays.stream(kept(pool))
                .mapToDouble(id -> norms[id - pool * poolSize()])
                .toArray();
    }

    @Override
    double[] gradientNorms(int pool) {
        Values gradient = gradient(candidates.keptCount());
        double[] norms = new double[poolSize()];
        addNorms(candidates, pool, i -> topology.finite("candidate gradient", i, gradient.get(i)), norms);
        return norms;
    }

    private void addNorms(Pattern from, int pool, IntToDoubleFunction value, double[] norms) {
        Block block = from.blocks().get(pool);
        int slot = from.blockOffset(pool);
        for (int t = 0; t < block.tapCount(); t++) {
            int member = unit == Unit.COLUMN ? block.channel(t) : block.position(t);
            for (int r = 0; r < block.rowCount(); r++) {
                norms[member] += Math.abs(value.applyAsDouble(slot++));
            }
        }
    }

    @Override
    TopologyUpdate update(int[][] next, int returned, long step, float scalar) {
        List<Block> blocks = new ArrayList<>();
        int[] source = new int[pattern.keptCount()];
        for (int group = 0; group < next.length; group++) {
            blocks.add(replace(group, next[group], source));
        }
        return update(blocks, source, next, returned, step, scalar);
    }

    private Block replace(int group, int[] next, int[] source) {
        Block old = pattern.blocks().get(group);
        int[] before = kept(group);
        int[] members = members(group);
        boolean[] fresh = new boolean[members.length];
        int j = 0;
        int[] grown = Arrays.stream(next)
                .filter(id -> Arrays.binarySearch(before, id) < 0)
                .toArray();
        for (int i = 0; i < members.length; i++) {
            fresh[i] = Arrays.binarySearch(next, members[i] + group * poolSize()) < 0;
            members[i] = fresh[i] ? grown[j++] - group * poolSize() : members[i];
        }
        int[] positions = old.positions();
        int slot = pattern.blockOffset(group);
        for (int t = 0; t < old.tapCount(); t++) {
            boolean isFresh = fresh[unit == Unit.COLUMN ? t / positions.length : t % positions.length];
            for (int r = 0; r < old.rowCount(); r++, slot++) {
                source[slot] = isFresh ? TopologyUpdate.GROWN : slot;
            }
        }
        if (grown.length == 0) {
            return old;
        }
        return unit == Unit.COLUMN
                ? Block.product(old.rows(), members, positions)
                : Block.product(old.rows(), old.channels(), members);
    }
}
