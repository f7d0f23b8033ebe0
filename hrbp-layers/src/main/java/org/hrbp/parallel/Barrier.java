/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.deeplearning4j.parallelism.trainer.Trainer;
import org.hrbp.listener.ReplicaUpdates;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What happens before each round, while no worker computes: ParallelWrapper asks for new parameters and then for new updater
 * state, and gives what it gets to all replicas. A round is one mini-batch for every worker.
 */
final class Barrier {
    private final Root root;
    private final @Nullable ReplicaUpdates updates;
    private final StartGate gate = new StartGate();
    private @Nullable ParallelWrapper wrapper;
    private List<Model> replicas = List.of();
    private boolean changed;

    Barrier(Root root, @Nullable ReplicaUpdates updates) {
        this.root = root;
        this.updates = updates;
    }

    void attach(ParallelWrapper newWrapper) {
        wrapper = newWrapper;
        newWrapper.getListeners().add(gate); // setListeners would warn that it has no storage
    }

    private ParallelWrapper wrapper() {
        return Objects.requireNonNull(wrapper);
    }

    void begin() {
        gate.expect(wrapper().getWorkers());
        replicas = List.of();
    }

    /** Replicas are equal when just made, and when they were just averaged. */
    @Nullable
    INDArray parameters() {
        changed = false;
        boolean equal = replicas.isEmpty();
        if (equal) {
            gate.await(wrapper().getZoo());
            replicas = models(wrapper().getZoo());
        }
        if (updates == null) {
            return null;
        }
        updates.collect();
        long rounds = wrapper().getIterationsCounter().get();
        int frequency = wrapper().getAveragingFrequency();
        if (equal || rounds % frequency == 0) {
            changed = updates.update();
        }
        if ((rounds + 1) % frequency == 0) {
            updates.request(replicas);
        }
        return changed ? root.model().params() : null;
    }

    private static List<Model> models(Trainer[] trainers) {
        List<Model> models = new ArrayList<>();
        for (Trainer trainer : trainers) {
            models.add(trainer.getModel());
        }
        return models;
    }

    @Nullable
    INDArray updaterState() {
        return changed ? root.updaterState() : null;
    }

    /** The replicas are closed; what they computed for an update that the next fit begins with is still there. */
    void end() {
        if (updates != null) {
            updates.collect();
        }
        replicas = List.of();
    }
}
