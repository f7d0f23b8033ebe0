/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.kernel.Memory;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.nn.params.UpdaterState;
import org.jspecify.annotations.Nullable;

/** Updater state from one network to another with layers of the same names: that of the weights that both have. */
final class UpdaterStates {
    private UpdaterStates() {}

    /** Copies what there is; the target's other state is zero. Both networks have the same updaters. */
    static void copy(Model from, Model to) {
        Map<String, UpdaterState> sources = new HashMap<>();
        UpdaterState.of(from, false).forEach(state -> sources.put(key(state), state));
        if (sources.isEmpty()) {
            return;
        }
        for (UpdaterState target : UpdaterState.of(to, true)) {
            UpdaterState source = sources.get(key(target));
            if (source != null) {
                copy(source, target);
            }
        }
    }

    private static String key(UpdaterState state) {
        return state.name() + " " + state.param();
    }

    private static void copy(UpdaterState source, UpdaterState target) {
        int[] from = slots(source);
        SparseLayer layer = sparse(target);
        int[] to = layer == null ? null : layer.pattern().denseIndices();
        int elements = to == null ? target.length() : to.length;
        for (int part = 0; part < Math.min(source.parts(), target.parts()); part++) {
            Memory old = source.part(part);
            Memory fresh = target.part(part);
            for (int i = 0; i < elements; i++) {
                int dense = to == null ? i : to[i];
                int slot = from == null ? dense : from[dense] - 1;
                fresh.set(i, slot < 0 ? 0 : old.get(slot));
            }
        }
    }

    /** The layer if it is sparse and the parameter is its weights; all else is stored in order. */
    private static @Nullable SparseLayer sparse(UpdaterState state) {
        return HrbpParamInitializer.WEIGHT_KEY.equals(state.param()) ? Transfer.sparse(state.layer()) : null;
    }

    /** For each dense weight its slot plus 1, 0 if it has none; null if slots are dense indices. */
    private static int @Nullable [] slots(UpdaterState state) {
        SparseLayer layer = sparse(state);
        if (layer == null) {
            return null;
        }
        int[] dense = layer.pattern().denseIndices();
        int[] slots = new int[layer.pattern().shape().size()];
        for (int slot = 0; slot < dense.length; slot++) {
            slots[dense[slot]] = slot + 1;
        }
        return slots;
    }
}
