/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.kernel.Memory;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.nn.params.UpdaterState;
import org.hrbp.pattern.InvalidPatternException;
import org.jspecify.annotations.Nullable;

/**
 * Topology updates on their way into a network: weights, every part of the updater state, gradients and patterns. All is
 * computed and checked first; {@link #commit} only copies.
 */
final class TopologySwap {
    /** New content of one array: its slots rearranged, 0 where something grows and behind the kept slots. */
    private static final class Move {
        private final Memory target;
        private final double[] values;

        Move(Memory target, int[] source) {
            this.target = target;
            this.values = new double[target.length()];
            for (int i = 0; i < source.length; i++) {
                values[i] = source[i] == TopologyUpdate.GROWN ? 0 : target.get(source[i]);
            }
        }

        void write() {
            for (int i = 0; i < values.length; i++) {
                target.set(i, values[i]);
            }
        }
    }

    private final List<DstLayer> layers;
    private final List<TopologyUpdate> updates;
    private final List<Move> moves = new ArrayList<>();

    private TopologySwap(List<DstLayer> layers, List<TopologyUpdate> updates) {
        this.layers = layers;
        this.updates = updates;
    }

    /**
     * Computes what is to be written.
     *
     * @param method the method that made the updates, with what it promises to keep
     * @param step step that the updates must carry
     * @throws IllegalStateException if an update is not one of its layer: names method and layer; nothing is changed
     */
    static TopologySwap prepare(
            Model model, List<DstLayer> layers, List<TopologyUpdate> updates, DstMethod method, long step) {
        if (updates.size() != layers.size()) {
            throw new IllegalStateException("DST method \"" + method.id() + "\" made " + updates.size()
                    + " updates for the " + layers.size() + " layers " + DstLayers.names(layers));
        }
        List<UpdaterState> states = UpdaterState.of(model, false);
        TopologySwap swap = new TopologySwap(layers, updates);
        int more = 0;
        for (int i = 0; i < layers.size(); i++) {
            DstLayer layer = layers.get(i);
            TopologyUpdate update = updates.get(i);
            String problem = problem(layer, update, method, step);
            if (problem != null) {
                throw new IllegalStateException("DST method \"" + method.id() + "\", layer \"" + layer.name() + "\": "
                        + problem + "; nothing was changed");
            }
            more += update.state().pattern().keptCount()
                    - layer.state().pattern().keptCount();
            swap.add(layer, update.source(), states);
        }
        if (more != 0) {
            throw new IllegalStateException("DST method \"" + method.id() + "\" changes the number of kept weights by "
                    + more + "; nothing was changed");
        }
        return swap;
    }

    private static @Nullable String problem(DstLayer layer, TopologyUpdate update, DstMethod method, long step) {
        if (!update.layer().equals(layer.name())) {
            return "the update is of layer \"" + update.layer() + "\"";
        }
        if (update.state().lastUpdateStep() != step) {
            return "the update is of step " + update.state().lastUpdateStep() + ", not " + step;
        }
        try {
            layer.sparse().checkPatternState(update.state());
        } catch (InvalidPatternException e) {
            return e.getMessage();
        }
        int[] before = layer.state().pattern().denseIndices();
        int[] after = update.state().pattern().denseIndices();
        if (method.keepsLayerCounts() && after.length != before.length) {
            return "the update keeps " + after.length + " weights instead of " + before.length;
        }
        return sourceProblem(update.source(), before, after);
    }

    /** A slot's source holds the same weight; only weights that were not kept are grown. */
    private static @Nullable String sourceProblem(int[] source, int[] before, int[] after) {
        if (source.length != after.length) {
            return "the update has " + source.length + " sources for " + after.length + " slots";
        }
        BitSet kept = new BitSet();
        Arrays.stream(before).forEach(kept::set);
        for (int i = 0; i < source.length; i++) {
            int old = source[i];
            boolean right = old == TopologyUpdate.GROWN
                    ? !kept.get(after[i])
                    : old >= 0 && old < before.length && before[old] == after[i];
            if (!right) {
                return "source " + old + " of slot " + i + " is not where its weight was";
            }
        }
        return null;
    }

    private void add(DstLayer layer, int[] source, List<UpdaterState> states) {
        moves.add(new Move(layer.weights(), source));
        if (layer.layer().getGradientsViewArray() != null) { // made by the first backward pass
            moves.add(new Move(layer.gradient(), source));
        }
        for (UpdaterState state : states) {
            if (state.param().equals(HrbpParamInitializer.WEIGHT_KEY)
                    && state.layer() instanceof Layer owner
                    && NamedLayer.unwrap(owner) == layer.layer()) {
                for (int part = 0; part < state.parts(); part++) {
                    moves.add(new Move(state.part(part), source));
                }
            }
        }
    }

    /** Writes everything. */
    void commit() {
        moves.forEach(Move::write);
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).sparse().setPatternState(updates.get(i).state());
        }
    }
}
