/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dynamic sparse training of a network whose replicas train side by side: updates are decided once, for the root network, while
 * no replica computes and all are equal; who calls this hands the root's parameters and updater state on to the others.
 *
 * <p>The candidates' gradients are those of the last step before the update, summed over the replicas' mini-batches, each at the
 * weights that its replica had (our choice; with averaging after every step these are the same weights). The update of a step is
 * made when the replicas are equal for the first time after as many steps or more, before the next update's step.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class ReplicaUpdates {
    private final DstSession session;
    private final Map<String, INDArray> sums = new HashMap<>();
    private final List<DstLayer> asked = new ArrayList<>();
    private long summedAt = PatternState.NEVER;

    private ReplicaUpdates(DstSession session) {
        this.session = session;
    }

    /**
     * Takes over the decisions of a listener, which is attached to no network. Its numbers, rows and CSV file go on as usual.
     *
     * @param listener what is to be done and when; serves the root only
     * @param root the network that is updated; its iteration count is the step
     * @param steps steps from one moment when the replicas are equal to the next, at least 1
     * @return the updates to come
     * @throws IllegalStateException as {@link RoundUpdates#of} does
     */
    public static ReplicaUpdates of(HrbpDstListener listener, Model root, int steps) {
        RoundUpdates.of(listener, root, steps);
        return new ReplicaUpdates(listener.session(root));
    }

    /**
     * Asks the replicas for the candidates' gradients of their next step if an update will need them after it.
     *
     * @param replicas all replicas, the root among them; before their step they get the root's patterns
     */
    public void request(List<? extends Model> replicas) {
        long step = scheduled(session.step() + 1);
        List<DstLayer> due = session.due(step);
        DstMethod planner = session.planner(step);
        if (due.isEmpty() || !planner.needsGradient()) {
            return;
        }
        // the root's candidates: other replicas may not have its new patterns yet
        Map<String, Pattern> places = due.stream()
                .collect(Collectors.toMap(
                        DstLayer::name,
                        layer -> planner.unit().candidates(layer.state().pattern())));
        for (Model replica : replicas) {
            for (DstLayer layer : DstLayers.of(replica, places.keySet())) {
                layer.sparse().requestGradient(Objects.requireNonNull(places.get(layer.name())));
                asked.add(layer);
            }
        }
    }

    /**
     * Sums what the replicas have computed since {@link #request}, in their order; those that made no step are left out. Memory of
     * the replicas may be gone by now.
     */
    public void collect() {
        if (!asked.isEmpty()) {
            clear();
            for (DstLayer layer : asked) {
                INDArray gradient = layer.sparse().takeRequestedGradient();
                if (gradient != null) {
                    add(layer.name(), gradient);
                }
            }
            asked.clear();
            summedAt = session.step();
        }
    }

    private void add(String layer, INDArray gradient) {
        INDArray sum = sums.putIfAbsent(layer, gradient);
        if (sum != null) {
            sum.addi(gradient);
            gradient.close();
        }
    }

    private void clear() {
        sums.values().forEach(INDArray::close);
        sums.clear();
        summedAt = PatternState.NEVER;
    }

    /**
     * Makes the update that is due in the root, if any, and if its gradients are there. Weights, updater state and patterns
     * change together, or nothing does.
     *
     * @return whether the root was changed, so that the replicas need its parameters and updater state
     * @throws IllegalArgumentException if a weight or gradient is not finite: names the layer
     */
    public boolean update() {
        long step = scheduled(session.step());
        List<DstLayer> due = session.due(step);
        if (due.isEmpty()) {
            return false;
        }
        boolean needed = session.planner(step).needsGradient();
        List<@Nullable INDArray> gradients = new ArrayList<>();
        for (DstLayer layer : due) {
            INDArray sum = summedAt == session.step() ? sums.get(layer.name()) : null;
            if (needed && sum == null) {
                return false;
            }
            gradients.add(sum);
        }
        session.update(due, step, gradients);
        clear();
        return true;
    }

    /** The last step with an update among those up to the given one, but for updates that the next one has overtaken. */
    private long scheduled(long finished) {
        UpdateSchedule schedule = session.settings().schedule();
        long step = finished;
        while (step >= 0 && step > finished - schedule.interval()) {
            if (schedule.updatesAt(step)) {
                return step;
            }
            step--;
        }
        return PatternState.NEVER;
    }
}
