/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.nn.conf.WeightShapes;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;

/** All parts of a model, what can become of them, and the weights that count in a sparsity. */
final class Inventory {
    private final List<Part> parts;
    private final Map<String, Role> roles = new LinkedHashMap<>();
    private final Map<String, WeightShape> shapes = new LinkedHashMap<>();
    private final Map<String, String> fanOuts;

    /** Weights and kept weights of the layers that count. */
    private final Map<String, long[]> sizes = new LinkedHashMap<>();

    Inventory(Model model) {
        parts = Part.of(model);
        fanOuts = model instanceof ComputationGraph graph
                ? FanOuts.of(parts, graph.getConfiguration().getNetworkOutputs())
                : Map.of();
        Ranks ranks = new Ranks(parts);
        parts.forEach(part -> roles.put(part.name(), Role.of(part, ranks)));
        for (NamedLayer named : NamedLayer.of(model)) {
            Role.Kind kind = role(named.name()).kind();
            if (kind == Role.Kind.PRUNABLE || kind == Role.Kind.COUNTED) {
                sizes.put(named.name(), Sizes.weightsAndKept(named.layer()));
            }
        }
        for (Part part : parts) {
            if (role(part.name()).kind() == Role.Kind.PRUNABLE) {
                shapes.put(part.name(), WeightShapes.of((FeedForwardLayer) part.inner()));
            }
        }
    }

    /** Names of the vertices that will own fan-outs, by the name of what they read. */
    Map<String, String> fanOuts() {
        return fanOuts;
    }

    List<Part> parts() {
        return parts;
    }

    Role role(String name) {
        return Objects.requireNonNull(roles.get(name));
    }

    /** The layers that can have a pattern, in forward order. */
    Set<String> prunable() {
        return shapes.keySet();
    }

    /** The layers whose weights count in a sparsity, in forward order. */
    Set<String> counted() {
        return sizes.keySet();
    }

    WeightShape shape(String prunable) {
        return Objects.requireNonNull(shapes.get(prunable));
    }

    /** Whether a layer that counts has all its weights, and a pattern says the same. */
    boolean keepsAll(String name, Pattern pattern) {
        long[] size = sizes.get(name);
        int kept = pattern.keptCount();
        return size != null && kept == pattern.shape().size() && kept == size[0] && kept == size[1];
    }

    long weights() {
        return sizes.values().stream().mapToLong(size -> size[0]).sum();
    }

    /** What the layers that count keep now, without some of them. */
    long keptOutside(Collection<String> names) {
        return sizes.entrySet().stream()
                .filter(entry -> !names.contains(entry.getKey()))
                .mapToLong(entry -> entry.getValue()[1])
                .sum();
    }

    Set<String> namesOutside(Collection<String> names) {
        Set<String> others = new LinkedHashSet<>(sizes.keySet());
        others.removeAll(names);
        return others;
    }

    /**
     * The report.
     *
     * @param kept kept weights of the layers that get a pattern
     * @param notes notes on them
     * @param dropIns whether drop-ins are swapped in
     */
    SparsifyReport report(Map<String, Long> kept, Map<String, String> notes, boolean dropIns) {
        List<SparsifyReport.Row> rows = new ArrayList<>();
        for (Part part : parts) {
            String name = part.name();
            Role role = role(name);
            long[] size = sizes.getOrDefault(name, new long[2]);
            boolean off = role.kind() == Role.Kind.DROP_IN && !dropIns;
            String note = off ? "drop-ins are off" : notes.getOrDefault(name, role.note());
            rows.add(new SparsifyReport.Row(
                    name,
                    part.kind(),
                    off ? part.kind() : part.kind(role.target()),
                    dropIns ? withFanOut(name, note) : note,
                    size[0],
                    kept.getOrDefault(name, size[1])));
        }
        return new SparsifyReport(rows);
    }

    private String withFanOut(String name, String note) {
        String fanOut = fanOuts.get(name);
        return fanOut == null
                ? note
                : note + (note.isEmpty() ? "" : "; ") + "read through HrbpFanOut \"" + fanOut + "\"";
    }
}
