/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.ISchedule;

class ScheduleTest {
    private static final int STEPS = 391;

    @Test
    void stepIsTheRecipeAt160Epochs() {
        ISchedule schedule = Schedule.STEP.of(0.1, 160, STEPS);
        assertThat(schedule.valueAt(0, 0)).isEqualTo(0.1);
        assertThat(schedule.valueAt(80 * STEPS - 1, 79)).isEqualTo(0.1);
        assertThat(schedule.valueAt(80 * STEPS, 80)).isEqualTo(0.01, within(1e-12));
        assertThat(schedule.valueAt(120 * STEPS - 1, 119)).isEqualTo(0.01, within(1e-12));
        assertThat(schedule.valueAt(120 * STEPS, 120)).isEqualTo(0.001, within(1e-12));
        assertThat(schedule.valueAt(160 * STEPS, 160)).isEqualTo(0.001, within(1e-12));
    }

    @Test
    void stepFitsInOneEpoch() {
        ISchedule schedule = Schedule.STEP.of(1, 1, 4);
        assertThat(new double[] {
                    schedule.valueAt(0, 0), schedule.valueAt(1, 0), schedule.valueAt(2, 0), schedule.valueAt(3, 0)
                })
                .containsExactly(new double[] {1, 1, 0.1, 0.01}, within(1e-12));
        assertThat(Schedule.STEP.of(1, 1, 1).valueAt(0, 0)).isEqualTo(1);
    }

    @Test
    void imageNetIsTheRecipeAt90Epochs() {
        ISchedule schedule = Schedule.byName("imagenet").of(0.1, 90, STEPS);
        double[] rates = {0.1, 0.01, 0.001, 0.0001};
        int[] from = {0, 30, 60, 80, 90};
        for (int i = 0; i < rates.length; i++) {
            assertThat(schedule.valueAt(from[i] * STEPS, from[i])).isEqualTo(rates[i], within(1e-12));
            assertThat(schedule.valueAt(from[i + 1] * STEPS - 1, from[i + 1] - 1))
                    .isEqualTo(rates[i], within(1e-12));
        }
        assertThat(Schedule.IMAGENET.of(1, 1, 1).valueAt(0, 0)).isEqualTo(1);
    }

    @Test
    void cosineFallsPerEpoch() {
        ISchedule schedule = Schedule.COSINE.of(0.2, 4, STEPS);
        assertThat(schedule.valueAt(STEPS - 1, 0)).isEqualTo(0.2);
        assertThat(schedule.valueAt(2 * STEPS, 2)).isEqualTo(0.1, within(1e-12));
        assertThat(schedule.valueAt(3 * STEPS, 3)).isBetween(0.0, 0.03);
    }

    @Test
    void constantStays() {
        assertThat(Schedule.byName("constant").of(0.3, 9, STEPS).valueAt(8 * STEPS, 8))
                .isEqualTo(0.3);
    }
}
