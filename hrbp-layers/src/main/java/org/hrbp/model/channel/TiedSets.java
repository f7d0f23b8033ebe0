/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hrbp.model.channel.ChannelFlow.Flow;
import org.hrbp.pattern.WeightShape;

/** The sets of channels that may be dropped, and how many weights a choice of set sizes keeps. */
final class TiedSets {
    /** Channels of one set, ascending by number, and the layers that make them, with the number of rows per channel. */
    record Members(Map<String, Integer> rowsPerChannel, List<Integer> channels) {}

    /** Rows or input channels of a layer: those always there, and how many each channel of a set adds. */
    private record Axis(int whole, List<Integer> perChannel) {
        long kept(int[] sizes) {
            long kept = whole;
            for (int s = 0; s < sizes.length; s++) {
                kept += (long) perChannel.get(s) * sizes[s];
            }
            return kept;
        }
    }

    private record Layer(Axis rows, Axis channels, int positions) {
        long kept(int[] sizes) {
            return rows.kept(sizes) * channels.kept(sizes) * positions;
        }
    }

    private final List<Members> sets = new ArrayList<>();
    private final Map<String, Layer> layers = new LinkedHashMap<>();

    TiedSets(ChannelFlow flow) {
        Map<Integer, Integer> setOf = collect(flow);
        for (Map.Entry<String, WeightShape> entry : flow.shapes().entrySet()) {
            Flow ends = flow.flow(entry.getKey());
            Axis rows = axis(ends.out(), setOf);
            Axis channels = axis(ends.in(), setOf);
            layers.put(
                    entry.getKey(), new Layer(rows, channels, entry.getValue().positions()));
        }
    }

    private Map<Integer, Integer> collect(ChannelFlow flow) {
        Map<Integer, Map<String, Integer>> makers = new LinkedHashMap<>();
        for (String layer : flow.shapes().keySet()) {
            for (int channel : flow.flow(layer).out()) {
                if (channel != ChannelFlow.WHOLE) {
                    makers.computeIfAbsent(channel, c -> new LinkedHashMap<>()).merge(layer, 1, Integer::sum);
                }
            }
        }
        Map<Map<String, Integer>, Integer> indices = new HashMap<>();
        Map<Integer, Integer> setOf = new HashMap<>();
        makers.forEach((channel, rows) -> {
            int set = indices.computeIfAbsent(rows, key -> {
                sets.add(new Members(rows, new ArrayList<>()));
                return sets.size() - 1;
            });
            sets.get(set).channels().add(channel);
            setOf.put(channel, set);
        });
        return setOf;
    }

    private Axis axis(int[] channels, Map<Integer, Integer> setOf) {
        int whole = 0;
        int[] uses = new int[sets.size()];
        for (int channel : channels) {
            Integer set = setOf.get(channel);
            if (set == null) {
                whole++;
            } else {
                uses[set]++;
            }
        }
        // channels with the same makers are used alike, because nothing takes a part of a layer's outputs
        List<Integer> perChannel = new ArrayList<>();
        for (int s = 0; s < uses.length; s++) {
            perChannel.add(uses[s] / sets.get(s).channels().size());
        }
        return new Axis(whole, perChannel);
    }

    /** The sets, ordered by the first layer that makes their channels. */
    List<Members> all() {
        return sets;
    }

    /** Kept weights of all layers when each set keeps so many of its channels. */
    long kept(int[] sizes) {
        return layers.values().stream().mapToLong(layer -> layer.kept(sizes)).sum();
    }

    /** The layer that keeps most. */
    String largest(int[] sizes) {
        return layers.entrySet().stream()
                .max(Map.Entry.comparingByValue((a, b) -> Long.compare(a.kept(sizes), b.kept(sizes))))
                .orElseThrow()
                .getKey();
    }
}
