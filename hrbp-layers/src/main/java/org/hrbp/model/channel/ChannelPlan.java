/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.hrbp.model.channel.ChannelFlow.Flow;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.hrbp.score.LayerScores;
import org.jspecify.annotations.Nullable;

/**
 * Channel-wise sparsity of a whole network (the paper's RC baseline): output channels are dropped together with what the layers
 * after them would read from them, so that the sparse network computes what a {@linkplain NarrowModel narrower dense one} does.
 *
 * <p>The paper's definition was not available to us; this is our choice. Channels that meet in a sum are kept or dropped
 * together ({@link TiedSet}); network inputs and outputs keep all channels, and so do channels under a softmax inside the
 * network, layer normalisation or local response normalisation. Every set keeps the same share of its channels, about the root
 * of the density, rounded down and at least one; sets with the largest remainders then keep one more while the budget lasts.
 * Weights of all convolution and fully connected layers count; biases and batch normalisation do not. The kept number never
 * exceeds {@code floor((1 - sparsity) * weights)}. It falls short by less than one more channel of any set would add that has
 * not been rounded up: by under 1 % of the budget in the networks of the zoo up to sparsity 0.95.
 *
 * <p>Batch normalisation and biases of dropped channels stay in the sparse network and make outputs that no weight reads.
 */
public final class ChannelPlan {
    /** Room for the rounding of products such as {@code 0.29 * 100}. */
    private static final double EPSILON = 1e-6;

    private final Map<String, Pattern> patterns = new LinkedHashMap<>();
    private final Map<String, int[]> inputs = new LinkedHashMap<>();
    private final Map<String, int[]> outputs = new LinkedHashMap<>();
    private final List<TiedSet> sets = new ArrayList<>();

    private ChannelPlan(Net net, double sparsity, long seed, @Nullable LayerScores scores) {
        if (!(sparsity >= 0 && sparsity < 1)) {
            throw new IllegalArgumentException("Sparsity " + sparsity + " is not in [0, 1)");
        }
        ChannelFlow flow = new ChannelFlow(net);
        long total =
                flow.shapes().values().stream().mapToLong(WeightShape::size).sum();
        if (total == 0) {
            throw new IllegalArgumentException("The network has no convolution or fully connected layer");
        }
        long budget = (long) Math.floor((1 - sparsity) * total + EPSILON);
        TiedSets tied = new TiedSets(flow);
        int[] sizes = SetSizes.within(tied, budget);
        ChannelChoice choice = new ChannelChoice(flow, seed, scores);
        BitSet kept = new BitSet();
        kept.set(ChannelFlow.WHOLE);
        for (int s = 0; s < sizes.length; s++) {
            TiedSets.Members members = tied.all().get(s);
            List<Integer> chosen = choice.choose(members, sizes[s]);
            chosen.forEach(index -> kept.set(members.channels().get(index)));
            List<String> layers = List.copyOf(members.rowsPerChannel().keySet());
            sets.add(new TiedSet(layers, members.channels().size(), chosen));
        }
        for (Map.Entry<String, Flow> node : flow.flows().entrySet()) {
            inputs.put(node.getKey(), indices(node.getValue().in(), kept));
            outputs.put(node.getKey(), indices(node.getValue().out(), kept));
        }
        flow.shapes().forEach((name, shape) -> patterns.put(name, product(shape, keptOutputs(name), keptInputs(name))));
    }

    /**
     * Plans a network with randomly chosen channels.
     *
     * @param model a MultiLayerNetwork or ComputationGraph; only its configuration is read
     * @param sparsity share of all convolution and fully connected weights that are dropped, in [0, 1)
     * @param seed seed of the choice
     * @return the plan
     * @throws IllegalArgumentException if the sparsity is out of range or leaves a set of channels empty, or the network has a
     *     layer or vertex whose channels cannot be followed: names it
     */
    public static ChannelPlan of(Model model, double sparsity, long seed) {
        return new ChannelPlan(Net.of(model), sparsity, seed, null);
    }

    /**
     * Plans a network that keeps the channels with the highest scores. The score of a channel is the sum over its rows in all
     * layers of its set (our choice).
     *
     * @param model a MultiLayerNetwork or ComputationGraph; only its configuration is read
     * @param sparsity share of all convolution and fully connected weights that are dropped, in [0, 1)
     * @param seed seed of the choice among equal scores
     * @param scores one score per weight of each layer
     * @return the plan
     * @throws IllegalArgumentException as {@link #of(Model, double, long)}, or if scores of a layer are missing or do not fit
     */
    public static ChannelPlan of(Model model, double sparsity, long seed, LayerScores scores) {
        return new ChannelPlan(Net.of(model), sparsity, seed, scores);
    }

    /**
     * Plans a network that does not exist yet, with randomly chosen channels.
     *
     * @param conf configuration whose layers have their sizes
     * @param sparsity share of all convolution and fully connected weights that are dropped, in [0, 1)
     * @param seed seed of the choice
     * @return the plan
     * @throws IllegalArgumentException as {@link #of(Model, double, long)}
     */
    public static ChannelPlan of(ComputationGraphConfiguration conf, double sparsity, long seed) {
        return new ChannelPlan(Net.of(conf), sparsity, seed, null);
    }

    /**
     * Plans a network that does not exist yet, with randomly chosen channels.
     *
     * @param conf configuration whose layers have their sizes
     * @param sparsity share of all convolution and fully connected weights that are dropped, in [0, 1)
     * @param seed seed of the choice
     * @return the plan
     * @throws IllegalArgumentException as {@link #of(Model, double, long)}
     */
    public static ChannelPlan of(MultiLayerConfiguration conf, double sparsity, long seed) {
        return new ChannelPlan(Net.of(conf), sparsity, seed, null);
    }

    private static int[] indices(int[] channels, BitSet kept) {
        return IntStream.range(0, channels.length)
                .filter(i -> kept.get(channels[i]))
                .toArray();
    }

    /** One product block of all that is kept, and the other rows without taps. */
    private static Pattern product(WeightShape shape, int[] rows, int[] channels) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(Block.product(
                rows, channels, IntStream.range(0, shape.positions()).toArray()));
        BitSet dropped = new BitSet();
        dropped.set(0, shape.rows());
        IntStream.of(rows).forEach(dropped::clear);
        if (!dropped.isEmpty()) {
            blocks.add(Block.product(dropped.stream().toArray(), new int[0], new int[0]));
        }
        return new Pattern(shape, blocks);
    }

    /**
     * What every convolution and fully connected layer keeps: one product block of its kept rows, its kept input channels and
     * all kernel positions; the other rows, if any, are a block without taps. {@code Hrbp.withPatterns} makes the sparse network;
     * DL4J's own output layers cannot have one that drops inputs, so for a network that ends in one and drops channels before it
     * use {@link NarrowModel}.
     *
     * @return patterns by layer name, in forward order, unmodifiable
     */
    public Map<String, Pattern> patterns() {
        return Collections.unmodifiableMap(patterns);
    }

    /**
     * What one convolution or fully connected layer keeps.
     *
     * @param layer name of the layer
     * @return its pattern, see {@link #patterns()}
     * @throws IllegalArgumentException if there is no layer with weights of that name
     */
    public Pattern pattern(String layer) {
        return find(patterns, layer);
    }

    /**
     * The choices that were made. Channels that are never dropped are in none.
     *
     * @return the sets, ordered by the first layer that makes their channels
     */
    public List<TiedSet> sets() {
        return List.copyOf(sets);
    }

    /**
     * Kept output channels of a layer or vertex.
     *
     * @param name name of the layer or vertex
     * @return ascending indices; none if it hands on a network input, which is kept whole
     * @throws IllegalArgumentException if there is none of that name
     */
    public int[] keptOutputs(String name) {
        return find(outputs, name).clone();
    }

    /**
     * Kept inputs of a layer, after its preprocessor: channels of an image, units of a vector. For a vertex that joins several
     * inputs, its kept outputs.
     *
     * @param name name of the layer or vertex
     * @return ascending indices; none for a network input of a layer without parameters, which is kept whole
     * @throws IllegalArgumentException if there is none of that name
     */
    public int[] keptInputs(String name) {
        return find(inputs, name).clone();
    }

    private static <T> T find(Map<String, T> byName, String name) {
        T found = byName.get(name);
        if (found == null) {
            throw new IllegalArgumentException("Layer \"" + name + "\" is not one of " + byName.keySet());
        }
        return found;
    }

    /**
     * Weights of the dense network.
     *
     * @return sum over the convolution and fully connected layers
     */
    public long totalWeights() {
        return patterns.values().stream().mapToLong(of -> of.shape().size()).sum();
    }

    /**
     * Weights that are kept, which are those of the narrower network.
     *
     * @return sum over the convolution and fully connected layers
     */
    public long keptWeights() {
        return patterns.values().stream().mapToLong(Pattern::keptCount).sum();
    }

    /**
     * Density that the network will have.
     *
     * @return kept over all weights
     */
    public double density() {
        return (double) keptWeights() / totalWeights();
    }
}
