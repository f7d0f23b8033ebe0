/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.DstMethods;
import org.hrbp.evolve.EverLived;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.evolve.UpdateScheduleBuilder;
import org.jspecify.annotations.Nullable;

/** Makes an {@link HrbpDstListener}. */
public final class HrbpDstListenerBuilder {
    private @Nullable DstMethod method;
    private long totalSteps;
    private @Nullable UpdateSchedule schedule;
    private @Nullable Long interval;
    private @Nullable Double dropFraction;
    private @Nullable Double until;
    private @Nullable Long seed;
    private Set<String> layers = Set.of();
    private boolean replacesStep;
    private int repickEvery;
    private Consumer<TopologyMetrics> rows = row -> {};
    private EverLived everLived = new EverLived();

    HrbpDstListenerBuilder() {}

    /**
     * Sets the method. Default: {@code hrbp} if the network has HRBP layers, else {@code rigl}.
     *
     * @param id one of {@link DstMethods#ids()}
     * @return this
     * @throws IllegalArgumentException if there is none of that name
     */
    public HrbpDstListenerBuilder method(String id) {
        return method(DstMethods.byId(id));
    }

    /**
     * Sets the method.
     *
     * @param newMethod a method, perhaps with settings of its own
     * @return this
     */
    public HrbpDstListenerBuilder method(DstMethod newMethod) {
        this.method = newMethod;
        return this;
    }

    /**
     * Sets the length of the whole training, from step 0, from which the default schedule follows. A resumed run gives the same
     * number again.
     *
     * @param steps epochs times mini-batches per epoch
     * @return this
     * @throws IllegalArgumentException if it is below 1
     */
    public HrbpDstListenerBuilder totalSteps(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("Total steps " + steps + " is below 1");
        }
        this.totalSteps = steps;
        return this;
    }

    /**
     * Sets the whole schedule, in place of {@link #interval}, {@link #dropFraction} and {@link #until}.
     *
     * @param newSchedule when updates are made
     * @return this
     */
    public HrbpDstListenerBuilder schedule(UpdateSchedule newSchedule) {
        this.schedule = newSchedule;
        return this;
    }

    /**
     * Sets the steps between updates; by default {@link UpdateSchedule#DEFAULT_INTERVAL}.
     *
     * @param steps at least 1
     * @return this
     */
    public HrbpDstListenerBuilder interval(long steps) {
        this.interval = steps;
        return this;
    }

    /**
     * Sets the share of units that an update drops, before decay; by default {@link UpdateSchedule#DEFAULT_DROP_FRACTION}.
     *
     * @param fraction in (0, 1]
     * @return this
     */
    public HrbpDstListenerBuilder dropFraction(double fraction) {
        this.dropFraction = fraction;
        return this;
    }

    /**
     * Sets the share of the training after which updates end; by default {@link UpdateSchedule#DEFAULT_UNTIL}.
     *
     * @param share in (0, 1]
     * @return this
     */
    public HrbpDstListenerBuilder until(double share) {
        this.until = share;
        return this;
    }

    /**
     * Sets the seed of ties and random growth; by default the network's.
     *
     * @param newSeed any number
     * @return this
     */
    public HrbpDstListenerBuilder seed(long newSeed) {
        this.seed = newSeed;
        return this;
    }

    /**
     * Restricts the updates to some layers; by default all sparse layers in training whose structure is not {@code dense}.
     *
     * @param names layer or vertex names
     * @return this
     */
    public HrbpDstListenerBuilder layers(String... names) {
        this.layers = Set.of(names);
        return this;
    }

    /**
     * RigL's own rule: an update takes the place of the optimizer's step, which then changes no parameter (the moving averages
     * of batch normalization included) and no updater state. Default false: the step follows the update.
     *
     * @param value whether the step is left out
     * @return this
     */
    public HrbpDstListenerBuilder replacesStep(boolean value) {
        this.replacesStep = value;
        return this;
    }

    /**
     * Lets every k-th update re-pick a kernel position of each HRBP group instead, see {@link DstMethods#hrbpPositions()}.
     *
     * @param everyKth 1 or more, or 0 for never, the default
     * @return this
     * @throws IllegalArgumentException if it is negative
     */
    public HrbpDstListenerBuilder repickPositions(int everyKth) {
        if (everyKth < 0) {
            throw new IllegalArgumentException(
                    "Positions are to be re-picked in every " + everyKth + "th update; allowed is 0 (never) or more");
        }
        this.repickEvery = everyKth;
        return this;
    }

    /**
     * Hands the numbers of every update to somebody, once the update is made.
     *
     * @param consumer called in the training thread
     * @return this
     */
    public HrbpDstListenerBuilder rows(Consumer<TopologyMetrics> consumer) {
        this.rows = rows.andThen(consumer);
        return this;
    }

    /**
     * Appends the numbers of every update to a file, which gets a header if it is new.
     *
     * @param file the CSV file, see {@link TopologyMetrics#CSV_HEADER}; its folder exists
     * @return this
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public HrbpDstListenerBuilder csv(Path file) {
        return rows(new MetricsCsv(file));
    }

    /**
     * Continues the record of weights that ever lived from that of an earlier run. Without it the record begins with the
     * patterns that the network has when training starts.
     *
     * @param record what {@link EverLived#fromBytes} read; is added to
     * @return this
     */
    public HrbpDstListenerBuilder everLived(EverLived record) {
        this.everLived = record;
        return this;
    }

    /**
     * Makes the listener.
     *
     * @return the listener
     * @throws IllegalStateException if neither total steps nor a schedule is set, a schedule and parts of one are, or the method
     *     needs the total steps and they are missing
     * @throws IllegalArgumentException if the schedule cannot fit, see {@link UpdateSchedule}
     */
    public HrbpDstListener build() {
        if (method != null && method.gradientTerm() != null && totalSteps == 0) {
            throw new IllegalStateException("DST method \"" + method.id()
                    + "\" depends on the share of the training that is done; set totalSteps");
        }
        return new HrbpDstListener(new DstSettings(
                method, finalSchedule(), totalSteps, seed, layers, replacesStep, repickEvery, rows, everLived));
    }

    private UpdateSchedule finalSchedule() {
        if (schedule != null) {
            if (interval != null || dropFraction != null || until != null) {
                throw new IllegalStateException(
                        "A whole schedule is set, and interval, drop fraction or until as well; set one or the other");
            }
            return schedule;
        }
        if (totalSteps == 0) {
            throw new IllegalStateException("Set totalSteps, or a schedule, for dynamic sparse training");
        }
        UpdateScheduleBuilder parts = UpdateSchedule.builder(totalSteps);
        if (interval != null) {
            parts.interval(interval);
        }
        if (dropFraction != null) {
            parts.dropFraction(dropFraction);
        }
        if (until != null) {
            parts.until(until);
        }
        return parts.build();
    }
}
