/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.DstMethods;
import org.hrbp.nn.conf.PatternSettings;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternCodec;

/** Finds the layers that a method is to update, and says what is wrong with them before training begins. */
final class DstLayers {
    private DstLayers() {}

    /** The sparse layers that train and are not of structure dense; if names are given, exactly those. */
    static List<DstLayer> of(Model model, Set<String> names) {
        List<DstLayer> found = new ArrayList<>();
        Set<String> left = new HashSet<>(names);
        Set<String> seen = new HashSet<>();
        for (NamedLayer named : NamedLayer.of(model)) {
            Layer inner = NamedLayer.unwrap(named.layer());
            if (!(inner instanceof SparseLayer sparse) || isFrozen(named.layer())) {
                continue;
            }
            boolean dense = sparse.patternState().structureId().equals(DenseStructure.ID);
            if (names.isEmpty() ? dense : !left.remove(named.name())) {
                continue;
            }
            if (!seen.add(named.name())) {
                throw new IllegalStateException("Two sparse layers are called \"" + named.name()
                        + "\"; dynamic sparse training needs layers of different names");
            }
            found.add(new DstLayer(named.name(), inner, sparse));
        }
        if (!left.isEmpty()) {
            throw new IllegalStateException("Dynamic sparse training is asked for layers "
                    + left.stream().sorted().toList() + ", which are no sparse layers in training; allowed are "
                    + names(of(model, Set.of())));
        }
        return found;
    }

    static List<String> names(List<DstLayer> layers) {
        return layers.stream().map(DstLayer::name).toList();
    }

    private static boolean isFrozen(Layer layer) {
        Layer outer = layer;
        while (!(outer instanceof FrozenLayer || outer instanceof FrozenLayerWithBackprop)) {
            if (!(outer instanceof BaseWrapperLayer wrapper)) {
                return false;
            }
            outer = wrapper.getUnderlying();
        }
        return true;
    }

    /** HRBP if there are HRBP layers, else RigL. */
    static DstMethod defaultMethod(List<DstLayer> layers) {
        boolean hrbp = layers.stream().anyMatch(l -> l.state().structureId().equals(HrbpStructure.ID));
        return DstMethods.byId(hrbp ? "hrbp" : "rigl");
    }

    static void check(List<DstLayer> layers, DstMethod method) {
        if (layers.isEmpty()) {
            throw new IllegalStateException("DST method \"" + method.id()
                    + "\" has no layer to update: the network has no sparse layer that is in training (not frozen) and"
                    + " not of structure \"" + DenseStructure.ID + "\"");
        }
        for (DstLayer layer : layers) {
            String structure = layer.state().structureId();
            if (!structure.equals(method.unit().structureId())) {
                throw bad(
                        layer,
                        "DST method \"" + method.id() + "\" updates layers of structure \""
                                + method.unit().structureId() + "\", but this one has \"" + structure
                                + "\"; name the layers to update, or take another method");
            }
        }
        if (!method.keepsLayerCounts()) {
            layers.forEach(layer -> checkRoom(layer, method));
            checkFreeSlots(layers, method);
        }
    }

    /** Counts move, so lengths must be set and a pattern must fit even if every slot is used. */
    private static void checkRoom(DstLayer layer, DstMethod method) {
        PatternSettings settings = ((SparseLayerConf) layer.layer().conf().getLayer()).getPatternSettings();
        Pattern pattern = layer.state().pattern();
        int slots = layer.weights().length();
        long words = layer.layer().getParam(HrbpParamInitializer.PATTERN_KEY).length();
        int needed = PatternCodec.HEADER_LENGTH + pattern.indexEntries() + slots - pattern.keptCount();
        if (settings.weightCapacity() == 0 || settings.patternCapacity() == 0 || words < needed) {
            throw bad(
                    layer,
                    "DST method \"" + method.id() + "\" moves weights between layers and needs capacities above what is"
                            + " kept; the layer has weight capacity " + settings.weightCapacity()
                            + " and pattern capacity " + settings.patternCapacity() + ", where " + slots
                            + " weights may need " + needed
                            + "; set capacities(weights, words), see Dsr.weightCapacity and Dsr.patternCapacity");
        }
    }

    /** Their number stays, so a run that is resumed with some layers full passes too. */
    private static void checkFreeSlots(List<DstLayer> layers, DstMethod method) {
        long free = 0;
        for (DstLayer layer : layers) {
            free += layer.weights().length() - layer.state().pattern().keptCount();
        }
        if (free == 0) {
            throw new IllegalStateException(
                    "DST method \"" + method.id() + "\" moves weights between layers, but none of " + names(layers)
                            + " has a free slot; set larger capacities, see Dsr.weightCapacity");
        }
    }

    private static IllegalStateException bad(DstLayer layer, String problem) {
        return new IllegalStateException("Layer \"" + layer.name() + "\": " + problem);
    }
}
