/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;

/**
 * The units of one layer. They are numbered {@code 0 .. pools() * poolSize() - 1}, pool by pool; what is dropped in a pool is
 * grown in it.
 */
abstract class Units {
    final LayerTopology topology;
    final Pattern pattern;

    Units(LayerTopology topology) {
        this.topology = topology;
        this.pattern = topology.state().pattern();
    }

    /** The units of each layer, all inputs checked but the numbers themselves. */
    static List<Units> of(List<LayerTopology> layers, DstMethod method, long step, double fraction) {
        if (step < 0) {
            throw new IllegalArgumentException("Step " + step + " of a topology update is below 0");
        }
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("Drop fraction " + fraction + " is not in [0, 1]");
        }
        Set<String> names = new HashSet<>();
        List<Units> units = new ArrayList<>();
        for (LayerTopology layer : layers) {
            if (!names.add(layer.layer())) {
                throw layer.bad("stands twice among the layers of a topology update");
            }
            check(layer, method);
            units.add(method.unit() == Unit.WEIGHT ? new WeightUnits(layer) : new GroupUnits(layer, method.unit()));
        }
        return units;
    }

    private static void check(LayerTopology layer, DstMethod method) {
        String structure = layer.state().structureId();
        if (!structure.equals(method.unit().structureId())) {
            throw layer.bad("method \"" + method.id() + "\" updates layers of structure \""
                    + method.unit().structureId() + "\", but this one has \"" + structure + "\"");
        }
        boolean product = method.unit() != Unit.WEIGHT;
        for (Block block : layer.state().pattern().blocks()) {
            if (block.isProduct() != product || (!product && block.rowCount() != 1)) {
                throw layer.bad(block + " is none of structure \"" + structure + "\"");
            }
        }
    }

    /** The gradients of {@link Unit#candidates}, of the right number. */
    final Values gradient(int needed) {
        @Nullable Values gradient = topology.gradient();
        if (gradient == null) {
            throw topology.bad("the method needs the gradients of the candidates, and there are none");
        }
        if (gradient.length() != needed) {
            throw topology.bad(
                    gradient.length() + " candidate gradients given, but there are " + needed + " candidates");
        }
        return gradient;
    }

    final double weight(int slot) {
        return topology.finite("weight", slot, topology.weights().get(slot));
    }

    abstract int pools();

    abstract int poolSize();

    /** The kept units of a pool, ascending. */
    abstract int[] kept(int pool);

    /** For each kept unit of a pool its weight, or the L1 norm of its weights if it has several. */
    abstract double[] values(int pool);

    /** For each unit of a pool the L1 norm of its gradient. */
    abstract double[] gradientNorms(int pool);

    /** The update that leaves each pool with the given units, ascending. */
    abstract TopologyUpdate update(int[][] next, int returned, long step, float scalar);

    final TopologyUpdate update(List<Block> blocks, int[] source, int[][] next, int returned, long step, float scalar) {
        int keptBefore = 0;
        int keptAfter = 0;
        int stayed = 0;
        for (int pool = 0; pool < next.length; pool++) {
            int[] before = kept(pool);
            keptBefore += before.length;
            keptAfter += next[pool].length;
            stayed += Selection.common(before, next[pool]).length;
        }
        PatternState state = new PatternState(
                new Pattern(pattern.shape(), blocks), topology.state().structureId(), step, scalar);
        return new TopologyUpdate(topology.layer(), state, source, keptBefore - stayed, keptAfter - stayed, returned);
    }
}
