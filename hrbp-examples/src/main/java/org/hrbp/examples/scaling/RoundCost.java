/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.scaling;

import java.util.List;
import org.hrbp.examples.console.Columns;

/**
 * Seconds of a round of parameter averaging, calculated: nothing overlaps, every link has the same bandwidth, scheduling and
 * serialisation are free. The formulas are in {@code docs/scaling.md}.
 *
 * @param bytes what a round sends
 * @param step what a step takes
 * @param executors number of executors, of one worker each
 * @param stepsPerRound steps between averagings
 * @param stepsPerUpdate steps between topology updates
 * @param gigabits bandwidth of a link, 10^9 bits per second
 */
record RoundCost(
        RoundBytes bytes, StepTimes.Step step, int executors, int stepsPerRound, int stepsPerUpdate, double gigabits) {
    static final List<String> HEADER = List.of(
            "net",
            "structure",
            "sparsity",
            "executors",
            "batch",
            "steps_per_round",
            "steps_per_update",
            "bandwidth_gbit",
            "step_s",
            "step_source",
            "compute_s",
            "broadcast_s",
            "collect_s",
            "update_s",
            "round_s",
            "communication_share",
            "images_per_s");

    private double seconds(double sent) {
        return sent * Byte.SIZE / (gigabits * 1e9);
    }

    double compute() {
        return stepsPerRound * step.seconds();
    }

    /** Executors pass pieces on to each other, so all have the whole after it has left the driver and come in once. */
    private double broadcast(long size) {
        return seconds(2.0 * size);
    }

    /** The driver's or a reducer's link takes one result after the other; Spark's tree of depth 2 has reducers if many come. */
    private double collect(long size) {
        int scale = Math.max(2, (int) Math.ceil(Math.sqrt(executors)));
        int reducers = executors / scale;
        boolean tree = executors > scale + (executors + scale - 1) / scale;
        int results = tree ? (executors + reducers - 1) / reducers + reducers : executors;
        return seconds((double) results * size);
    }

    double broadcast() {
        return broadcast(bytes.broadcast());
    }

    double collect() {
        return collect(bytes.returned());
    }

    /** The share of a round in an update: another broadcast, one step for the gradients, another collection. */
    double update() {
        if (bytes.updateReturned() == 0) {
            return 0;
        }
        double whole = broadcast(bytes.updateBroadcast()) + step.seconds() + collect(bytes.updateReturned());
        return whole * stepsPerRound / stepsPerUpdate;
    }

    double round() {
        return compute() + broadcast() + collect() + update();
    }

    List<String> row() {
        return List.of(
                bytes.net(),
                bytes.structure(),
                String.valueOf(bytes.sparsity()),
                String.valueOf(executors),
                String.valueOf(step.batch()),
                String.valueOf(stepsPerRound),
                String.valueOf(stepsPerUpdate),
                String.valueOf(gigabits),
                String.valueOf(step.seconds()),
                step.source(),
                number(compute()),
                number(broadcast()),
                number(collect()),
                number(update()),
                number(round()),
                number((broadcast() + collect()) / round()),
                number((double) executors * stepsPerRound * step.batch() / round()));
    }

    private static String number(double value) {
        return Columns.format("%.4g", value);
    }
}
