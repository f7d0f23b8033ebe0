/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;

/**
 * The methods once more, as their papers' codes have them: dense arrays and a mask, sorted lists, no thought of memory. Only the
 * random numbers are those of the library.
 */
final class DenseReference {
    /** One layer. Weights are 0 where the mask is false. */
    static final class Layer {
        final String name;
        final WeightShape shape;
        final List<Block> groups;
        final int capacity;
        final boolean[] mask;
        final double[] weights;

        Layer(TestLayer layer) {
            this.name = layer.name;
            Pattern pattern = layer.state.pattern();
            this.shape = pattern.shape();
            this.groups = pattern.blocks();
            this.capacity = Math.min(layer.weights.length, shape.size());
            this.mask = pattern.toMask();
            this.weights = layer.denseWeights();
        }

        List<Integer> where(boolean kept) {
            return IntStream.range(0, mask.length)
                    .filter(i -> mask[i] == kept)
                    .boxed()
                    .toList();
        }

        void remove(List<Integer> places) {
            places.forEach(i -> mask[i] = false);
        }

        /** Adds places; those that were not kept before the update start at 0. */
        void add(List<Integer> places, List<Integer> keptBefore) {
            for (int place : places) {
                mask[place] = true;
                weights[place] = keptBefore.contains(place) ? weights[place] : 0;
            }
        }

        int index(int row, int channel, int position) {
            return (row * shape.channels() + channel) * shape.positions() + position;
        }
    }

    private final long seed;
    private final long step;
    private final double fraction;
    double threshold = 1e-3;

    DenseReference(long seed, long step, double fraction) {
        this.seed = seed;
        this.step = step;
        this.fraction = fraction;
    }

    void update(String method, List<Layer> layers, List<float[]> gradients) {
        if (method.equals("dsr")) {
            dsr(layers);
            return;
        }
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            float[] gradient = gradients.get(i);
            switch (method) {
                case "hrbp" -> hrbp(layer, gradient);
                case "hrbp-positions" -> positions(layer, gradient);
                case "rigl" -> rigl(layer, gradient);
                case "set" -> set(layer);
                case "deepr" -> deepR(layer);
                default -> throw new IllegalArgumentException(method);
            }
        }
    }

    /** The ids with the highest scores; equal scores by the library's random numbers. */
    private List<Integer> highest(
            Layer layer, Draws.Stream stream, List<Integer> ids, int count, IntToDoubleFunction score) {
        Draws draws = new Draws(seed, layer.name, step);
        List<Integer> sorted = new ArrayList<>(ids);
        sorted.sort(Comparator.<Integer>comparingDouble(i -> score.applyAsDouble(i) + 0.0)
                .thenComparing(i -> draws.at(stream, i))
                .reversed());
        return sorted.subList(0, count);
    }

    private List<Integer> lowest(Layer layer, List<Integer> ids, int count, IntToDoubleFunction magnitude) {
        return highest(layer, Draws.Stream.DROP, ids, count, i -> 0.0 - magnitude.applyAsDouble(i));
    }

    private void rigl(Layer layer, float[] gradient) {
        List<Integer> kept = layer.where(true);
        int count = (int) (fraction * kept.size());
        layer.remove(lowest(layer, kept, count, i -> Math.abs(layer.weights[i])));
        layer.add(highest(layer, Draws.Stream.GROW, layer.where(false), count, i -> Math.abs(gradient[i])), kept);
    }

    private void set(Layer layer) {
        List<Integer> kept = layer.where(true);
        List<Integer> dormant = layer.where(false);
        List<Integer> positive =
                kept.stream().filter(i -> layer.weights[i] >= 0).toList();
        List<Integer> negative = kept.stream().filter(i -> layer.weights[i] < 0).toList();
        List<Integer> gone = new ArrayList<>();
        gone.addAll(lowest(layer, positive, (int) (fraction * positive.size()), i -> layer.weights[i]));
        gone.addAll(lowest(layer, negative, (int) (fraction * negative.size()), i -> -layer.weights[i]));
        rewire(layer, kept, dormant, gone);
    }

    private void deepR(Layer layer) {
        Draws draws = new Draws(seed, layer.name, step);
        List<Integer> kept = layer.where(true);
        List<Integer> gone = kept.stream()
                .filter(i -> Math.signum(layer.weights[i]) == -draws.sign(i))
                .toList();
        rewire(layer, kept, layer.where(false), gone);
    }

    private void rewire(Layer layer, List<Integer> kept, List<Integer> dormant, List<Integer> gone) {
        int count = Math.min(gone.size(), dormant.size());
        layer.remove(lowest(layer, gone, count, i -> Math.abs(layer.weights[i])));
        layer.add(highest(layer, Draws.Stream.GROW, dormant, count, i -> 0), kept);
    }

    private void hrbp(Layer layer, float[] gradient) {
        for (int g = 0; g < layer.groups.size(); g++) {
            Block group = layer.groups.get(g);
            if (group.tapCount() > 0) {
                int first = g * layer.shape.channels();
                List<List<Integer>> columns = new ArrayList<>();
                for (int c = 0; c < layer.shape.channels(); c++) {
                    columns.add(places(layer, group.rows(), new int[] {c}, group.positions()));
                }
                int kept =
                        (int) columns.stream().filter(p -> layer.mask[p.get(0)]).count();
                exchange(layer, gradient, columns, first, (int) (fraction * kept));
            }
        }
    }

    private void positions(Layer layer, float[] gradient) {
        for (int g = 0; g < layer.groups.size(); g++) {
            Block group = layer.groups.get(g);
            if (group.tapCount() > 0) {
                int first = g * layer.shape.positions();
                List<List<Integer>> planes = new ArrayList<>();
                for (int p = 0; p < layer.shape.positions(); p++) {
                    planes.add(places(layer, group.rows(), group.channels(), new int[] {p}));
                }
                exchange(layer, gradient, planes, first, 1);
            }
        }
    }

    private static List<Integer> places(Layer layer, int[] rows, int[] channels, int[] positions) {
        List<Integer> places = new ArrayList<>();
        for (int row : rows) {
            for (int channel : channels) {
                for (int position : positions) {
                    places.add(layer.index(row, channel, position));
                }
            }
        }
        return places;
    }

    private void exchange(Layer layer, float[] gradient, List<List<Integer>> units, int first, int count) {
        List<Integer> keptBefore = layer.where(true);
        List<Integer> kept = unitsWhere(layer, units, first, true);
        lowest(layer, kept, count, u -> norm(units.get(u - first), i -> layer.weights[i]))
                .forEach(u -> layer.remove(units.get(u - first)));
        List<Integer> free = unitsWhere(layer, units, first, false);
        highest(layer, Draws.Stream.GROW, free, count, u -> norm(units.get(u - first), i -> gradient[i]))
                .forEach(u -> layer.add(units.get(u - first), keptBefore));
    }

    private static List<Integer> unitsWhere(Layer layer, List<List<Integer>> units, int first, boolean kept) {
        return IntStream.range(0, units.size())
                .filter(u -> layer.mask[units.get(u).get(0)] == kept)
                .map(u -> u + first)
                .boxed()
                .toList();
    }

    private static double norm(List<Integer> places, IntToDoubleFunction value) {
        return places.stream()
                .mapToDouble(i -> Math.abs(value.applyAsDouble(i)))
                .sum();
    }

    /** For nets with room enough for all that is grown. */
    private void dsr(List<Layer> layers) {
        int pruned = 0;
        long kept = 0;
        List<List<Integer>> dormant = new ArrayList<>();
        double[] shares = new double[layers.size()];
        for (int i = 0; i < shares.length; i++) {
            Layer layer = layers.get(i);
            dormant.add(layer.where(false));
            List<Integer> before = layer.where(true);
            List<Integer> gone = new ArrayList<>(before.stream()
                    .filter(j -> Math.abs(layer.weights[j]) < threshold)
                    .toList());
            if (gone.size() == before.size()) {
                gone.removeAll(
                        highest(layer, Draws.Stream.DROP, before, before.size(), j -> -Math.abs(layer.weights[j]))
                                .subList(before.size() - 1, before.size()));
            }
            layer.remove(gone);
            pruned += gone.size();
            kept += before.size();
            shares[i] = layer.where(true).stream()
                    .filter(j -> layer.weights[j] != 0)
                    .count();
        }
        long target = Math.max(Math.round(0.138 * kept), Math.min(1000, Math.round(0.3 * kept)));
        threshold = pruned > 1.1 * target ? threshold / 2 : pruned < 0.9 * target ? threshold * 2 : threshold;
        int[] counts = shareOut(pruned, shares);
        for (int i = 0; i < counts.length; i++) {
            Layer layer = layers.get(i);
            layer.add(highest(layer, Draws.Stream.GROW, dormant.get(i), counts[i], j -> 0), Collections.emptyList());
        }
    }

    private static int[] shareOut(int total, double[] shares) {
        double sum = Arrays.stream(shares).sum();
        int[] counts = Arrays.stream(shares)
                .mapToInt(s -> (int) Math.floor(total * s / sum + 1e-9))
                .toArray();
        double[] rests = IntStream.range(0, counts.length)
                .mapToDouble(i -> total * shares[i] / sum - counts[i])
                .toArray();
        for (int left = total - Arrays.stream(counts).sum(); left > 0; left--) {
            int best = 0;
            for (int i = 1; i < rests.length; i++) {
                best = rests[i] > rests[best] + 1e-9 ? i : best;
            }
            counts[best]++;
            rests[best] = -1;
        }
        return counts;
    }
}
