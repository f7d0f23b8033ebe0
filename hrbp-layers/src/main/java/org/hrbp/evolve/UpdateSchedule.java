/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

/**
 * When a network's topology is updated and how much of it. Steps count from 0, as DL4J's iteration count does: updates happen
 * at {@code firstStep}, {@code firstStep + interval}, ... while below {@code endStep}. Defaults are RigL's (Evci et al., 2020):
 * every 100 steps until three quarters of the training, drop fraction 0.3 with cosine decay. That the first update comes after
 * one interval, not at step 0, is our choice: at step 0 the magnitudes are those of the initializer.
 *
 * @param interval steps from one update to the next, at least 1
 * @param firstStep step of the first update, at least 0
 * @param endStep no update at this step or later; {@code T_end} of the decay
 * @param dropFraction share of the units that an update drops before decay ({@code alpha}), in (0, 1]
 * @param decay how the fraction falls
 */
public record UpdateSchedule(long interval, long firstStep, long endStep, double dropFraction, Decay decay) {
    /** Steps between updates unless stated. */
    public static final long DEFAULT_INTERVAL = 100;

    /** Share of the units that an update drops, before decay, unless stated. */
    public static final double DEFAULT_DROP_FRACTION = 0.3;

    /** Share of the training after which updates end unless stated. */
    public static final double DEFAULT_UNTIL = 0.75;

    /** How the drop fraction falls from step 0 to {@code T_end}, where updates stop. */
    public enum Decay {
        /** {@code alpha / 2 (1 + cos(pi t / T_end))}. */
        COSINE,
        /** {@code alpha (1 - t / T_end)}. */
        LINEAR,
        /** {@code alpha}. */
        CONSTANT
    }

    /**
     * Checks the values.
     *
     * @param interval steps between updates
     * @param firstStep step of the first update
     * @param endStep end of the updates, exclusive
     * @param dropFraction drop fraction before decay
     * @param decay how the fraction falls
     * @throws IllegalArgumentException if a value is out of its range, or there would be no update at all
     */
    public UpdateSchedule {
        if (interval < 1) {
            throw new IllegalArgumentException("Update interval " + interval + " is below 1");
        }
        if (firstStep < 0) {
            throw new IllegalArgumentException("First update step " + firstStep + " is below 0");
        }
        if (!(dropFraction > 0 && dropFraction <= 1)) {
            throw new IllegalArgumentException("Drop fraction " + dropFraction + " is not in (0, 1]");
        }
        if (endStep <= firstStep) {
            throw new IllegalArgumentException("The update schedule cannot fit: the first topology update is at step "
                    + firstStep + ", but updates end before step " + endStep
                    + "; allowed is a first step (by default the interval, here " + interval + ") below the end");
        }
    }

    /**
     * The default schedule of a training run.
     *
     * @param totalSteps number of steps of the whole run
     * @return the schedule
     * @throws IllegalArgumentException if the run is too short for one update
     */
    public static UpdateSchedule forTotalSteps(long totalSteps) {
        return builder(totalSteps).build();
    }

    /**
     * Starts a schedule from the defaults.
     *
     * @param totalSteps number of steps of the whole run, at least 1
     * @return the builder
     * @throws IllegalArgumentException if the number is below 1
     */
    public static UpdateScheduleBuilder builder(long totalSteps) {
        return new UpdateScheduleBuilder(totalSteps);
    }

    /**
     * Whether there is an update at a step.
     *
     * @param step training step, from 0
     * @return true if an update belongs to the step
     */
    public boolean updatesAt(long step) {
        return step >= firstStep && step < endStep && (step - firstStep) % interval == 0;
    }

    /**
     * Whether a layer still needs the update of a step. A step that is run again after a resume is not updated twice.
     *
     * @param step training step, from 0
     * @param lastUpdateStep step of the layer's last update, see {@link org.hrbp.pattern.PatternState}
     * @return true if there is an update at the step and the layer has not had it
     */
    public boolean isDue(long step, long lastUpdateStep) {
        return step != lastUpdateStep && updatesAt(step);
    }

    /**
     * Number of updates before a step.
     *
     * @param step training step, from 0
     * @return the count of smaller steps with an update
     */
    public long updatesBefore(long step) {
        long end = Math.min(step, endStep);
        return end <= firstStep ? 0 : (end - firstStep - 1) / interval + 1;
    }

    /**
     * The share of the units that an update of this step drops.
     *
     * @param step training step, from 0
     * @return a number in {@code 0 .. dropFraction}; 0 from {@code endStep} on
     */
    public double fraction(long step) {
        if (step >= endStep) {
            return 0;
        }
        double progress = (double) step / endStep;
        return switch (decay) {
            case COSINE -> dropFraction / 2 * (1 + StrictMath.cos(Math.PI * progress));
            case LINEAR -> dropFraction * (1 - progress);
            case CONSTANT -> dropFraction;
        };
    }
}
