/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.WeightShape;

/** Single weights, in one pool. A unit's number is its place in the dense weights, in the order row, channel, position. */
final class WeightUnits extends Units {
    private final int[] kept;
    /** Slot of each kept unit. */
    private final int[] slots;

    WeightUnits(LayerTopology topology) {
        super(topology);
        int[] dense = pattern.denseIndices();
        long[] pairs = new long[dense.length];
        for (int slot = 0; slot < pairs.length; slot++) {
            pairs[slot] = ((long) dense[slot] << 32) | slot;
        }
        Arrays.sort(pairs);
        kept = new int[pairs.length];
        slots = new int[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            kept[i] = (int) (pairs[i] >>> 32);
            slots[i] = (int) pairs[i];
        }
    }

    @Override
    int pools() {
        return 1;
    }

    @Override
    int poolSize() {
        return pattern.shape().size();
    }

    @Override
    int[] kept(int pool) {
        return kept;
    }

    @Override
    double[] values(int pool) {
        return Arrays.stream(slots).mapToDouble(this::weight).toArray();
    }

    @Override
    double[] gradientNorms(int pool) {
        double[] norms = new double[poolSize()];
        Values gradient = gradient(norms.length);
        int rows = pattern.shape().rows();
        int rowSize = norms.length / rows;
        int slot = 0;
        for (int tap = 0; tap < rowSize; tap++) {
            for (int row = 0; row < rows; row++, slot++) {
                norms[row * rowSize + tap] = Math.abs(topology.finite("candidate gradient", slot, gradient.get(slot)));
            }
        }
        return norms;
    }

    @Override
    TopologyUpdate update(int[][] next, int returned, long step, float scalar) {
        int[] units = next[0];
        int[] source = new int[units.length];
        List<Block> blocks = new ArrayList<>();
        int slot = 0;
        for (Block old : pattern.blocks()) {
            int row = old.row(0);
            int start = rowStart(units, row);
            int end = rowStart(units, row + 1);
            for (int i = start; i < end; i++) {
                int at = Arrays.binarySearch(kept, units[i]);
                source[slot++] = at < 0 ? TopologyUpdate.GROWN : slots[at];
            }
            blocks.add(block(row, Arrays.copyOfRange(units, start, end)));
        }
        return update(blocks, source, next, returned, step, scalar);
    }

    /** Index of the first unit of a row or a later one. */
    private int rowStart(int[] units, int row) {
        int rowSize = poolSize() / pattern.shape().rows();
        if (row == pattern.shape().rows()) {
            return units.length;
        }
        int at = Arrays.binarySearch(units, row * rowSize);
        return at < 0 ? -at - 1 : at;
    }

    private Block block(int row, int[] units) {
        WeightShape shape = pattern.shape();
        int[] channels = new int[units.length];
        int[] positions = new int[units.length];
        for (int t = 0; t < units.length; t++) {
            channels[t] = units[t] / shape.positions() % shape.channels();
            positions[t] = units[t] % shape.positions();
        }
        return Block.ofTaps(new int[] {row}, channels, positions);
    }
}
