/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.WeightShape;

/**
 * Dynamic sparse reparameterization (Mostafa and Wang, ICML 2019). One threshold {@code H} for all layers; an update
 *
 * <pre>
 *   drops every weight with |w| &lt; H, but leaves each layer at least one: K in all
 *   halves H for the next time if K &gt; 1.1 N, doubles it if K &lt; 0.9 N
 *   grows K weights at random from 0, none just dropped; each layer's share is that of its non-zero survivors among all
 * </pre>
 *
 * <p>The number of kept weights of a layer moves, that of all layers together does not. What a layer has no room for (free
 * slots, free places) is shared out among the others in the same way. {@code H} starts at 1e-3 and is the same in every layer's
 * {@link org.hrbp.pattern.PatternState#scalar()}, where 0 stands for the start.
 *
 * <p>Our choice: {@code N} is 0.138 of the kept weights (their 20,000 of WRN-28-2 at 90 %), at least 1,000 where that is at
 * most 0.3 of them; shares are rounded by largest remainder; if all free places of the network are taken, the largest of the
 * dropped weights stay after all.
 */
public final class Dsr implements DstMethod {
    /** Name in configurations. */
    public static final String ID = "dsr";

    /** Threshold of the first update. */
    public static final float FIRST_THRESHOLD = 1e-3f;

    private static final double TARGET_SHARE = 0.138;
    private static final double LARGEST_SHARE = 0.3;
    private static final int LEAST_TARGET = 1000;
    private static final double TOLERANCE = 0.1;
    private static final float LARGEST_THRESHOLD = 1e30f;

    private final int target;

    /** Makes the method with its default settings. */
    public Dsr() {
        this.target = 0;
    }

    /**
     * Makes the method with a fixed target.
     *
     * @param target number of weights that an update should drop ({@code N}), at least 1
     * @throws IllegalArgumentException if it is below 1
     */
    public Dsr(int target) {
        if (target < 1) {
            throw new IllegalArgumentException("Number of weights that DSR is to drop " + target + " is below 1");
        }
        this.target = target;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Unit unit() {
        return Unit.WEIGHT;
    }

    @Override
    public boolean needsGradient() {
        return false;
    }

    @Override
    public boolean keepsLayerCounts() {
        return false;
    }

    @Override
    public List<TopologyUpdate> plan(List<LayerTopology> layers, long step, double fraction, long seed) {
        List<Units> units = Units.of(layers, this, step, fraction);
        double threshold = threshold(layers);
        List<DsrLayer> parts = new ArrayList<>();
        for (Units layer : units) {
            parts.add(new DsrLayer(layer, threshold, new Draws(seed, layer.topology.layer(), step)));
        }
        int pruned = parts.stream().mapToInt(p -> p.dropped.length).sum();
        float next = nextThreshold((float) threshold, pruned, target(parts));

        long[] shares = parts.stream().mapToLong(p -> p.nonZeroSurvivors).toArray();
        int[] room = parts.stream().mapToInt(DsrLayer::roomToGrow).toArray();
        int growing = (int) Math.min(pruned, Arrays.stream(room).asLongStream().sum());
        int[] grown = LayerShares.split(growing, shares, room);
        int[] roomToReturn = IntStream.range(0, room.length)
                .map(i -> parts.get(i).roomToReturn(grown[i]))
                .toArray();
        int[] returned = LayerShares.split(pruned - growing, shares, roomToReturn);

        List<TopologyUpdate> updates = new ArrayList<>();
        for (int i = 0; i < room.length; i++) {
            updates.add(parts.get(i).update(grown[i], returned[i], step, next));
        }
        return updates;
    }

    /**
     * Slots that give a layer room to grow: twice what it keeps, but no more than it has weights. Our choice; what a layer has no
     * room for goes to the others.
     *
     * @param shape shape of the dense weights
     * @param kept weights that the layer starts with
     * @return length of the layer's {@code W}
     */
    public static int weightCapacity(WeightShape shape, int kept) {
        return (int) Math.min(shape.size(), 2L * kept);
    }

    /**
     * Entries of the encoded pattern of an unstructured layer with all its slots in use.
     *
     * @param shape shape of the dense weights
     * @param weights number of slots
     * @return length of the layer's {@code I}
     */
    public static int patternCapacity(WeightShape shape, int weights) {
        int[] none = {};
        List<Block> rows = new ArrayList<>();
        rows.add(Block.ofTaps(new int[] {0}, new int[1], new int[1]));
        for (int row = 1; row < shape.rows(); row++) {
            rows.add(Block.ofTaps(new int[] {row}, none, none));
        }
        return PatternCodec.HEADER_LENGTH + new Pattern(shape, rows).indexEntries() + weights - 1;
    }

    private static double threshold(List<LayerTopology> layers) {
        float first = layers.isEmpty() ? 0 : layers.get(0).state().scalar();
        for (LayerTopology layer : layers) {
            float threshold = layer.state().scalar();
            if (!(threshold >= 0 && threshold <= LARGEST_THRESHOLD)) {
                throw layer.bad("threshold " + threshold + " of DSR is not in 0.." + LARGEST_THRESHOLD);
            }
            if (threshold != first) {
                throw layer.bad("threshold " + threshold + " of DSR differs from " + first + " of layer \""
                        + layers.get(0).layer() + "\"; it has to be the same in all layers");
            }
        }
        return first == 0 ? FIRST_THRESHOLD : first;
    }

    private int target(List<DsrLayer> parts) {
        if (target > 0) {
            return target;
        }
        long kept = parts.stream().mapToLong(p -> p.kept.length).sum();
        return (int)
                Math.max(Math.round(TARGET_SHARE * kept), Math.min(LEAST_TARGET, Math.round(LARGEST_SHARE * kept)));
    }

    private static float nextThreshold(float threshold, int pruned, int target) {
        if (pruned > (1 + TOLERANCE) * target) {
            return Math.max(threshold / 2, Float.MIN_NORMAL);
        }
        return pruned < (1 - TOLERANCE) * target ? Math.min(threshold * 2, LARGEST_THRESHOLD) : threshold;
    }
}
