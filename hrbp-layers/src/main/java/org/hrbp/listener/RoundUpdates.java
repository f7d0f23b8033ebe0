/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.UpdateSchedule;
import org.jspecify.annotations.Nullable;

/**
 * Dynamic sparse training of a network that several workers train in rounds, each on a copy, between which the copies are made
 * equal: one place decides, between rounds, and all copies get its decision. A round of {@code n} steps begins with the update
 * that the schedule has for one of its steps.
 */
public final class RoundUpdates {
    private final DstSession session;
    private final int stepsPerRound;

    private RoundUpdates(DstSession session, int stepsPerRound) {
        this.session = session;
        this.stepsPerRound = stepsPerRound;
    }

    /**
     * Takes over the decisions of a listener, which is attached to no network. Its numbers, rows and CSV file go on as usual.
     *
     * @param listener what is to be done and when; serves this network only
     * @param network the network that the rounds begin with; its iteration count is the step
     * @param stepsPerRound steps that each worker makes in a round, at least 1
     * @return the updates to come
     * @throws IllegalStateException if the method works within steps, {@code replacesStep} is set, rounds are longer than the
     *     interval of the schedule, or the network has no layer for the method; names what is allowed
     */
    public static RoundUpdates of(HrbpDstListener listener, Model network, int stepsPerRound) {
        DstSession session = listener.session(network);
        DstMethod method = session.method();
        if (method.gradientTerm() != null) {
            throw new IllegalStateException("DST method \"" + method.id()
                    + "\" changes the gradients of every step and cannot be decided between rounds; allowed are hrbp, rigl,"
                    + " set and dsr");
        }
        if (session.settings().replacesStep()) {
            throw new IllegalStateException(
                    "replacesStep is set, but between rounds there is no step that an update could replace; leave it out");
        }
        UpdateSchedule schedule = session.settings().schedule();
        if (schedule.interval() < stepsPerRound) {
            throw new IllegalStateException("Topology updates are due every " + schedule.interval()
                    + " steps, but a round has " + stepsPerRound + "; allowed is an interval of at least one round");
        }
        return new RoundUpdates(session, stepsPerRound);
    }

    /**
     * The update that the round about to begin needs first.
     *
     * @return the update, or null if there is none
     */
    public @Nullable RoundUpdate next() {
        long from = session.step();
        for (long step = from; step < from + stepsPerRound; step++) {
            List<DstLayer> due = session.due(step);
            if (!due.isEmpty()) {
                return new RoundUpdate(session, due, step);
            }
        }
        return null;
    }
}
