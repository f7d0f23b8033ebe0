/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.hrbp.pattern.PatternState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateScheduleTest {
    @Test
    void defaultsAreRigls() {
        assertThat(UpdateSchedule.forTotalSteps(62_560))
                .isEqualTo(new UpdateSchedule(100, 100, 46_920, 0.3, UpdateSchedule.Decay.COSINE));
    }

    @ParameterizedTest
    @CsvSource({
        "COSINE, 0, 0.3",
        "COSINE, 375, 0.15",
        "COSINE, 250, 0.225",
        "COSINE, 500, 0.075",
        "COSINE, 749, 0.0000013159",
        "COSINE, 750, 0",
        "COSINE, 900, 0",
        "LINEAR, 0, 0.3",
        "LINEAR, 375, 0.15",
        "LINEAR, 749, 0.0004",
        "LINEAR, 750, 0",
        "CONSTANT, 0, 0.3",
        "CONSTANT, 749, 0.3",
        "CONSTANT, 750, 0",
    })
    void fractionFalls(UpdateSchedule.Decay decay, long step, double fraction) {
        UpdateSchedule schedule = UpdateSchedule.builder(1000).decay(decay).build();
        assertThat(schedule.fraction(step)).isCloseTo(fraction, within(1e-10));
    }

    @Test
    void updatesEveryIntervalBeforeTheEnd() {
        UpdateSchedule schedule = UpdateSchedule.builder(100)
                .interval(10)
                .firstStep(5)
                .endStep(35)
                .build();
        assertThat(LongStream.range(0, 100).filter(schedule::updatesAt)).containsExactly(5L, 15L, 25L);
        for (long step = 0; step < 100; step++) {
            assertThat(schedule.updatesBefore(step))
                    .isEqualTo(LongStream.range(0, step)
                            .filter(schedule::updatesAt)
                            .count());
        }
    }

    @Test
    void anUpdateThatWasMadeIsNotDueAgain() {
        UpdateSchedule schedule = UpdateSchedule.forTotalSteps(1000);
        assertThat(schedule.isDue(100, PatternState.NEVER)).isTrue();
        assertThat(schedule.isDue(200, 100)).isTrue();
        assertThat(schedule.isDue(200, 200)).isFalse();
        assertThat(schedule.isDue(201, 100)).isFalse();
    }

    @Test
    void lastStepAndShareOfTheRun() {
        UpdateSchedule schedule =
                UpdateSchedule.builder(1001).until(1).interval(1000).build();
        assertThat(schedule.updatesAt(1000)).isTrue();
        assertThat(schedule.updatesBefore(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(UpdateSchedule.builder(200).until(0.9).build().endStep()).isEqualTo(180);
    }

    @Test
    void itopHasLongIntervals() {
        assertThat(UpdateSchedule.builder(10_000).itop().build())
                .isEqualTo(new UpdateSchedule(1000, 1000, 7500, 0.5, UpdateSchedule.Decay.COSINE));
    }

    @Test
    void aScheduleThatCannotFitIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UpdateSchedule.forTotalSteps(100))
                .withMessageContaining("cannot fit")
                .withMessageContaining("step 100")
                .withMessageContaining("before step 75");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        UpdateSchedule.builder(1000).firstStep(500).endStep(500).build())
                .withMessageContaining("cannot fit");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        refused(() -> UpdateSchedule.forTotalSteps(0), "Total steps 0");
        refused(() -> UpdateSchedule.builder(1000).interval(0).build(), "interval 0");
        refused(() -> UpdateSchedule.builder(1000).firstStep(-1), "step -1");
        refused(() -> UpdateSchedule.builder(1000).endStep(1001), "End step 1001");
        refused(() -> UpdateSchedule.builder(1000).endStep(0), "End step 0");
        refused(() -> UpdateSchedule.builder(1000).until(Double.NaN), "NaN");
        refused(() -> UpdateSchedule.builder(1000).until(1.5), "1.5");
        refused(() -> UpdateSchedule.builder(1000).dropFraction(0).build(), "Drop fraction 0.0");
        refused(() -> UpdateSchedule.builder(1000).dropFraction(1.01).build(), "Drop fraction 1.01");
        refused(() -> UpdateSchedule.builder(1000).dropFraction(Double.NaN).build(), "Drop fraction NaN");
        refused(() -> new UpdateSchedule(1, -5, 10, 0.1, UpdateSchedule.Decay.LINEAR), "step -5");
    }

    private static void refused(Runnable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call::run).withMessageContaining(message);
    }
}
