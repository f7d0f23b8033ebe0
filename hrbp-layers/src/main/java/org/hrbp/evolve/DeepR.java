/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deep R (Bellec et al., ICLR 2018) in the form that Mostafa and Wang (ICML 2019) use for CNNs. The weight at place {@code j} has
 * a fixed random sign {@code s_j}; training adds noise and an L1 pull to its gradient,
 *
 * <pre>  dw += sqrt(2 eta T) N(0, 1) + l1 s_j ,</pre>
 *
 * and an update drops the weights with {@code w s_j < 0} and grows as many in the same layer at random, none just dropped, from
 * 0. Defaults: {@code eta = 0.01}, {@code l1 = 1e-5}, temperature {@code T} 1e-5, 1e-8, 1e-12, 1e-15 from 0, 1/8, 2/5, 7/10 of
 * the training (their epochs 0, 25, 80, 140 of 200). They use no weight decay and stop updates at 95 % of the training.
 *
 * <p>Our choice: signs are looked at in the updates of the schedule, so interval 1 is Bellec's rule; {@code s_j} is a function of
 * (seed, layer, place) and therefore not stored; the noise is a sum of 8 uniform numbers, see {@link #gradientTerm}.
 */
public final class DeepR implements DstMethod, GradientTerm {
    /** Name in configurations. */
    public static final String ID = "deepr";

    /** Step size of the noise unless stated. */
    public static final double DEFAULT_ETA = 0.01;

    /** Weight of the L1 term unless stated. */
    public static final double DEFAULT_L1 = 1e-5;

    private static final double[] PROGRESS = {0, 0.125, 0.4, 0.7};
    private static final double[] TEMPERATURES = {1e-5, 1e-8, 1e-12, 1e-15};

    private static final DropAndGrow REWIRING =
            new DropAndGrow(ID, Unit.WEIGHT, DropCriterion.SIGN_CHANGE, GrowCriterion.RANDOM);

    private final double eta;
    private final double l1;

    /** Makes the method with its default settings. */
    public DeepR() {
        this(DEFAULT_ETA, DEFAULT_L1);
    }

    /**
     * Makes the method.
     *
     * @param eta step size of the noise, 0 or more; 0 is without noise
     * @param l1 weight of the L1 term, 0 or more
     * @throws IllegalArgumentException if a value is negative or not finite
     */
    public DeepR(double eta, double l1) {
        this.eta = notNegative("Noise step size", eta);
        this.l1 = notNegative("L1 weight", l1);
    }

    private static double notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " " + value + " of Deep R is not a number of 0 or more");
        }
        return value;
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
    public @Nullable GradientTerm gradientTerm() {
        return this;
    }

    @Override
    public List<TopologyUpdate> plan(List<LayerTopology> layers, long step, double fraction, long seed) {
        return REWIRING.plan(layers, step, fraction, seed);
    }

    /**
     * The temperature of the noise.
     *
     * @param progress share of the training that is done, in [0, 1]
     * @return {@code T}
     * @throws IllegalArgumentException if progress is out of range
     */
    public double temperature(double progress) {
        if (!(progress >= 0 && progress <= 1)) {
            throw new IllegalArgumentException("Progress " + progress + " of the training is not in [0, 1]");
        }
        int phase = PROGRESS.length - 1;
        while (PROGRESS[phase] > progress) {
            phase--;
        }
        return TEMPERATURES[phase];
    }

    @Override
    public Values at(String layer, int[] denseIndices, long step, double progress, long seed) {
        double deviation = Math.sqrt(2 * eta * temperature(progress));
        Draws draws = new Draws(seed, layer, step);
        return Values.of(denseIndices.length, slot -> {
            int place = denseIndices[slot];
            return deviation * draws.normal(place) + l1 * draws.sign(place);
        });
    }

    /**
     * The kept weights that training is to start from: {@code s_j |w|}.
     *
     * @param layer name of the layer
     * @param denseIndices place of each kept weight; not copied
     * @param weights the initial weights; not copied
     * @param seed the seed given to {@link #plan}
     * @return one number per slot
     */
    @Override
    public Values initialWeights(String layer, int[] denseIndices, Values weights, long seed) {
        Draws draws = new Draws(seed, layer, 0);
        return Values.of(denseIndices.length, slot -> Math.abs(weights.get(slot)) * draws.sign(denseIndices[slot]));
    }
}
