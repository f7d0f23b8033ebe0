/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

/** Makes an {@link UpdateSchedule} for a run of known length. What is not set has the default. */
public final class UpdateScheduleBuilder {
    /** ITOP's interval for CIFAR (Liu et al., 2021, as in their code). */
    private static final long ITOP_INTERVAL = 1000;

    private static final double ITOP_DROP_FRACTION = 0.5;
    private static final long UNSET = -1;

    private final long totalSteps;
    private long interval = UpdateSchedule.DEFAULT_INTERVAL;
    private long firstStep = UNSET;
    private long endStep = UNSET;
    private double dropFraction = UpdateSchedule.DEFAULT_DROP_FRACTION;
    private UpdateSchedule.Decay decay = UpdateSchedule.Decay.COSINE;

    UpdateScheduleBuilder(long totalSteps) {
        if (totalSteps < 1) {
            throw new IllegalArgumentException("Total steps " + totalSteps + " is below 1");
        }
        this.totalSteps = totalSteps;
    }

    /**
     * Long intervals with large updates, so that new weights have time to grow: interval 1000, drop fraction 0.5.
     *
     * @return this
     */
    public UpdateScheduleBuilder itop() {
        return interval(ITOP_INTERVAL).dropFraction(ITOP_DROP_FRACTION);
    }

    /**
     * Sets the steps from one update to the next.
     *
     * @param newInterval at least 1
     * @return this
     */
    public UpdateScheduleBuilder interval(long newInterval) {
        this.interval = newInterval;
        return this;
    }

    /**
     * Sets the step of the first update; by default the interval.
     *
     * @param newFirstStep at least 0
     * @return this
     * @throws IllegalArgumentException if the step is below 0
     */
    public UpdateScheduleBuilder firstStep(long newFirstStep) {
        if (newFirstStep < 0) {
            throw new IllegalArgumentException("First update step " + newFirstStep + " is below 0");
        }
        this.firstStep = newFirstStep;
        return this;
    }

    /**
     * Sets the step before which updates end; by default three quarters of the run.
     *
     * @param newEndStep in {@code 1 .. totalSteps}
     * @return this
     * @throws IllegalArgumentException if the step is out of range
     */
    public UpdateScheduleBuilder endStep(long newEndStep) {
        if (newEndStep < 1 || newEndStep > totalSteps) {
            throw new IllegalArgumentException("End step " + newEndStep + " of the topology updates is not in 1.."
                    + totalSteps + ", the total steps");
        }
        this.endStep = newEndStep;
        return this;
    }

    /**
     * Sets the end of the updates as a share of the run.
     *
     * @param share in (0, 1]
     * @return this
     * @throws IllegalArgumentException if the share is out of range
     */
    public UpdateScheduleBuilder until(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "End of the topology updates at a share of " + share + " of the run is not in (0, 1]");
        }
        return endStep(Math.max(1, (long) (share * totalSteps)));
    }

    /**
     * Sets the share of the units that an update drops, before decay.
     *
     * @param newDropFraction in (0, 1]
     * @return this
     */
    public UpdateScheduleBuilder dropFraction(double newDropFraction) {
        this.dropFraction = newDropFraction;
        return this;
    }

    /**
     * Sets how the fraction falls; by default {@link UpdateSchedule.Decay#COSINE}.
     *
     * @param newDecay the decay
     * @return this
     */
    public UpdateScheduleBuilder decay(UpdateSchedule.Decay newDecay) {
        this.decay = newDecay;
        return this;
    }

    /**
     * Makes the schedule.
     *
     * @return the schedule
     * @throws IllegalArgumentException if a value is out of its range, or the run is too short for one update
     */
    public UpdateSchedule build() {
        long first = firstStep == UNSET ? interval : firstStep;
        if (endStep == UNSET) {
            until(UpdateSchedule.DEFAULT_UNTIL);
        }
        return new UpdateSchedule(interval, first, endStep, dropFraction, decay);
    }
}
