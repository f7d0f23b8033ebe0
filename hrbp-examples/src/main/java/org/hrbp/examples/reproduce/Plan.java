/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hrbp.examples.run.Environment;
import org.hrbp.examples.run.Networks;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.kernel.HrbpThreads;
import org.jspecify.annotations.Nullable;

/**
 * What a reproduction runs.
 *
 * @param target table or figure
 * @param grid its combinations
 * @param scale how much of the recipe
 * @param schedule epochs and images
 * @param seeds number of seeds, from 1 on
 * @param timedSteps timed steps of a measurement
 * @param command the command, without folders
 * @param speedOnly train nothing and measure the nets as they are before training
 */
public record Plan(
        Target target,
        Grid grid,
        Scale scale,
        Schedule schedule,
        int seeds,
        int timedSteps,
        String command,
        boolean speedOnly) {
    private static final Set<TableMethod> DRAWN =
            EnumSet.of(TableMethod.SMALL_DENSE, TableMethod.RU, TableMethod.RC, TableMethod.GROUPING, TableMethod.HRBP);

    /**
     * Checks everything.
     *
     * @throws RefusedException if a name is unknown or a number out of range: says what is allowed
     */
    void check() {
        grid.check();
        if (seeds < 1) {
            throw new RefusedException("--seeds " + seeds + " is not possible, it must be at least 1");
        }
        if (timedSteps < 1) {
            throw new RefusedException("--steps " + timedSteps + " is not possible, it must be at least 1");
        }
        if (speedOnly && target.measure() != Target.Measure.STEPS) {
            throw new RefusedException(
                    "--speed-only goes with targets that train and measure steps, not with " + target.id());
        }
        if (target.measure() == Target.Measure.LAYERS_ONLY && grid.nets().size() > 1) {
            throw new RefusedException(
                    "--nets " + String.join(",", grid.nets()) + " are too many, " + target.id() + " takes one network");
        }
        checkMethods();
        int rounds = schedule.lotteryEpochs();
        if (schedule.epochs() > 0 && (rounds < 1 || rounds > schedule.epochs())) {
            throw new RefusedException("--lth-epochs " + rounds + " is not possible, it must be in [1, "
                    + schedule.epochs() + "], the epochs of the other runs");
        }
        cells().forEach(cell -> Networks.check(cell.config(schedule)));
    }

    private void checkMethods() {
        List<TableMethod> possible = switch (target.measure()) {
            case LAYERS_ONLY -> target.grid().methods();
            case STEPS_ONLY -> List.copyOf(DRAWN);
            default -> List.of(TableMethod.values());
        };
        for (TableMethod method : grid.methods()) {
            if (!possible.contains(method)) {
                throw new RefusedException("--methods " + method.id() + " is not possible, " + target.id()
                        + " trains nothing and measures "
                        + possible.stream().map(TableMethod::id).collect(Collectors.joining(", ")));
            }
        }
    }

    /** Whether networks are trained. */
    boolean trains() {
        return target.trains() && !speedOnly;
    }

    /** The nets that can be made without data and training. */
    List<Cell> drawn() {
        return cells(1).stream().filter(cell -> DRAWN.contains(cell.method())).toList();
    }

    List<Cell> cells() {
        return cells(seeds);
    }

    List<Cell> cells(int firstSeeds) {
        return grid.cells(firstSeeds);
    }

    /** What tables say of it; with {@code trained}, of the schedule too. */
    String text(boolean trained) {
        Map<String, @Nullable Object> machine = Environment.describe();
        StringBuilder text = new StringBuilder("Command: `").append(command).append("`. ");
        if (trained) {
            text.append("Schedule: ")
                    .append(schedule.text())
                    .append("; steps of the learning rate at the recipe's shares. Seeds: ")
                    .append(seeds)
                    .append(". ");
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "Density is spread over the layers by ERK for RU, Grouping, HRBP and the dynamic methods, by score for"
                                + " LTH, SNIP and GraSP, uniformly for RC; first convolution, classifier and layers of"
                                + " density 0.8 and more are dense but for those by score. Machine: %s, %d threads, Java"
                                + " %s, commit %s.",
                        machine.get("cpu"),
                        HrbpThreads.threads(),
                        machine.get("java"),
                        Environment.commit()))
                .toString();
    }
}
