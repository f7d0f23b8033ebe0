/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.List;
import java.util.stream.Stream;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.examples.run.Names;
import org.hrbp.examples.run.RunConfig;

/** How much of the recipe a reproduction runs. */
public enum Scale {
    /** The recipe: 160 epochs of all images, 90 for ImageNet. */
    FULL("full", 1, 0, 0, RunConfig.PRUNE_RATE, 0, (int) UpdateSchedule.DEFAULT_INTERVAL, 20),
    /** An eighth of the epochs, the steps of the learning rate at the same shares. */
    EIGHTH("1/8", 1.0 / 8, 0, 0, RunConfig.PRUNE_RATE, 0, (int) UpdateSchedule.DEFAULT_INTERVAL, 20),
    /** Shows that every cell works; its numbers mean nothing. */
    SMOKE("smoke", 0, 8, 50, 0.9, 2, 1, 1);

    private final String id;
    private final double share;
    private final int limit;
    private final int limitTest;
    private final double pruneRate;
    private final int batch;
    private final int interval;
    private final int timedSteps;

    Scale(
            String id,
            double share,
            int limit,
            int limitTest,
            double pruneRate,
            int batch,
            int interval,
            int timedSteps) {
        this.id = id;
        this.share = share;
        this.limit = limit;
        this.limitTest = limitTest;
        this.pruneRate = pruneRate;
        this.batch = batch;
        this.interval = interval;
        this.timedSteps = timedSteps;
    }

    /**
     * The names.
     *
     * @return for {@code --scale}
     */
    public static List<String> ids() {
        return Stream.of(values()).map(Scale::id).toList();
    }

    /**
     * Finds a scale.
     *
     * @param id one of {@link #ids()}
     * @return the scale
     * @throws org.hrbp.examples.run.RefusedException if there is none of that name
     */
    public static Scale byId(String id) {
        return values()[Names.index("--scale", id, ids())];
    }

    /**
     * Name in options.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /**
     * Epochs of each training.
     *
     * @param recipe epochs of the recipe
     * @return at least 1
     */
    public int epochs(int recipe) {
        return Math.max(1, (int) (share * recipe));
    }

    /**
     * Training images.
     *
     * @return how many, 0 for all
     */
    public int limit() {
        return limit;
    }

    /**
     * Test images.
     *
     * @return how many, 0 for all
     */
    public int limitTest() {
        return limitTest;
    }

    /**
     * Share of the remaining weights that a round of the lottery ticket prunes.
     *
     * @return in (0, 1)
     */
    public double pruneRate() {
        return pruneRate;
    }

    /**
     * Images per step.
     *
     * @return at least 1, or 0 for the recipe's
     */
    public int batch() {
        return batch;
    }

    /**
     * Steps between topology updates.
     *
     * @return at least 1
     */
    public int interval() {
        return interval;
    }

    /**
     * Timed steps of each row of a time measurement.
     *
     * @return at least 1
     */
    public int timedSteps() {
        return timedSteps;
    }
}
