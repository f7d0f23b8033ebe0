/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.evolve.UpdateCheck;
import org.hrbp.kernel.Memory;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.nn.params.UpdaterState;

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
            String problem = UpdateCheck.problem(
                    update, layer.name(), layer.state().pattern(), method, step, layer.sparse()::checkPatternState);
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
