/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.hrbp.kernel.Memory;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.jspecify.annotations.Nullable;

/** Updater state from one network to another with layers of the same names: that of the weights that both have. */
final class UpdaterStates {
    private UpdaterStates() {}

    /**
     * The state of one parameter: {@code parts} numbers per element, each part contiguous over the whole block.
     *
     * @param block memory of the block's state
     * @param stride elements of the block
     * @param offset first element of the parameter within the block
     * @param length elements of the parameter
     * @param sparse the layer, if it is sparse and this is its weights
     */
    private record State(
            Memory block,
            int stride,
            int offset,
            int length,
            @Nullable SparseLayer sparse) {
        int parts() {
            return block.length() / stride;
        }

        /** Where each stored element stands in the dense weights; null if all are stored in order. */
        int @Nullable [] denseIndices() {
            return sparse == null ? null : sparse.pattern().denseIndices();
        }

        int denseLength() {
            return sparse == null ? length : sparse.pattern().shape().size();
        }
    }

    /** Copies what there is; the target's other state is zero. Both networks have the same updaters. */
    static void copy(Model from, Model to) {
        Updater old = updater(from, false);
        if (old == null || old.getStateViewArray() == null) {
            return;
        }
        Map<String, State> sources = states((BaseMultiLayerUpdater<?>) old);
        BaseMultiLayerUpdater<?> updater = (BaseMultiLayerUpdater<?>) updater(to, true);
        if (updater == null) {
            return;
        }
        states(updater).forEach((key, target) -> {
            State source = sources.get(key);
            if (source != null) {
                copy(source, target);
            }
        });
    }

    private static @Nullable Updater updater(Model model, boolean make) {
        return model instanceof ComputationGraph graph
                ? graph.getUpdater(make)
                : ((MultiLayerNetwork) model).getUpdater(make);
    }

    private static Map<String, State> states(BaseMultiLayerUpdater<?> updater) {
        Map<String, State> states = new HashMap<>();
        for (UpdaterBlock block : updater.getUpdaterBlocks()) {
            if (block.getUpdaterView() == null) {
                continue;
            }
            int first = block.getParamOffsetStart();
            int stride = block.getParamOffsetEnd() - first;
            Memory memory = Memory.of(block.getUpdaterView());
            for (UpdaterBlock.ParamState param : block.getLayersAndVariablesInBlock()) {
                Trainable owner = param.getLayer();
                boolean weights = HrbpParamInitializer.WEIGHT_KEY.equals(param.getParamName());
                int length = param.getParamOffsetEnd() - param.getParamOffsetStart();
                states.put(
                        name(owner) + " " + param.getParamName(),
                        new State(
                                memory,
                                stride,
                                param.getParamOffsetStart() - first,
                                length,
                                weights ? Transfer.sparse(layer(owner)) : null));
            }
        }
        return states;
    }

    private static String name(Trainable owner) {
        return owner instanceof GraphVertex vertex
                ? vertex.getVertexName()
                : owner.getConfig().getLayerName();
    }

    private static Trainable layer(Trainable owner) {
        return owner instanceof GraphVertex vertex && vertex.hasLayer() ? vertex.getLayer() : owner;
    }

    private static void copy(State source, State target) {
        int[] from = slots(source);
        int[] to = target.denseIndices();
        for (int part = 0; part < Math.min(source.parts(), target.parts()); part++) {
            int start = part * source.stride() + source.offset();
            int end = part * target.stride() + target.offset();
            int elements = to == null ? target.length() : to.length;
            for (int i = 0; i < elements; i++) {
                int dense = to == null ? i : to[i];
                int slot = from == null ? dense : from[dense] - 1;
                target.block().set(end + i, slot < 0 ? 0 : source.block().get(start + slot));
            }
        }
    }

    /** For each dense weight its slot plus 1, 0 if it has none; null if slots are dense indices. */
    private static int @Nullable [] slots(State state) {
        int[] dense = state.denseIndices();
        if (dense == null) {
            return null;
        }
        int[] slots = new int[state.denseLength()];
        for (int slot = 0; slot < dense.length; slot++) {
            slots[dense[slot]] = slot + 1;
        }
        return slots;
    }
}
