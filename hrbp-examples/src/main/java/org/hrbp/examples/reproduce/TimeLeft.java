/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** Estimates how long a grid still takes: a run as long as those before it of the same method and net, else net, else all. */
final class TimeLeft {
    private record Done(Cell cell, double seconds) {}

    private final List<Done> all = new ArrayList<>();

    /** A run took so long; {@code trainings} of it count as one each. */
    void add(Cell cell, int trainings, double seconds) {
        all.add(new Done(cell, seconds / trainings));
    }

    /** Of one training of the run; empty before the first is finished. */
    private OptionalDouble seconds(Cell cell) {
        List<Predicate<Cell>> alike = List.of(
                other -> other.net().equals(cell.net()) && other.method() == cell.method(),
                other -> other.net().equals(cell.net()),
                other -> true);
        for (Predicate<Cell> like : alike) {
            OptionalDouble mean = all.stream()
                    .filter(done -> like.test(done.cell()))
                    .mapToDouble(Done::seconds)
                    .average();
            if (mean.isPresent()) {
                return mean;
            }
        }
        return OptionalDouble.empty();
    }

    /** What a progress line says. */
    String text(List<Cell> left, Schedule schedule) {
        if (all.isEmpty()) {
            return "time left not known yet";
        }
        double seconds = left.stream()
                .mapToDouble(cell -> seconds(cell).orElse(0) * cell.trainings(schedule))
                .sum();
        Duration time = Duration.ofSeconds(Math.round(seconds));
        return time.toHours() > 0
                ? "about " + time.toHours() + " h " + time.toMinutesPart() + " min left"
                : "about " + Math.max(1, time.toMinutes()) + " min left";
    }
}
