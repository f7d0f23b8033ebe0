/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.samediff;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hrbp.evolve.LayerTopology;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.evolve.Values;
import org.hrbp.kernel.Memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Weights, updater state and gradient of one op as they were right before the optimizer's step. SameDiff makes that step for each
 * variable as soon as its gradient is known, an update is decided when all gradients are: so the step is taken back and made again
 * with the new topology.
 */
final class HeldStep {
    private final DstOp op;
    private final INDArray gradient;
    private final @Nullable GradientUpdater<?> updater;
    private final Map<INDArray, INDArray> before = new LinkedHashMap<>();
    private final LayerTopology topology;

    /** Candidates are the gradients of the places that may grow, or null; this object takes them over. */
    HeldStep(DstOp op, INDArray gradient, @Nullable GradientUpdater<?> updater, @Nullable INDArray candidates) {
        this.op = op;
        this.gradient = gradient.dup('c');
        this.updater = updater;
        INDArray weights = op.weightArray().dup('c');
        before.put(op.weightArray(), weights);
        if (updater != null && updater.getState() != null) {
            updater.getState().values().forEach(state -> before.put(state, state.dup('c')));
        }
        this.topology = new LayerTopology(
                op.name(), op.state(), values(weights), candidates == null ? null : values(candidates));
    }

    static Values values(INDArray array) {
        Memory memory = Memory.of(array);
        return Values.of(memory.length(), memory::get);
    }

    DstOp op() {
        return op;
    }

    LayerTopology topology() {
        return topology;
    }

    /** Takes the step back, changes the topology, and makes the step again as SameDiff does. */
    void redo(TopologyUpdate update, TrainingConfig config, At at) {
        before.forEach((target, old) -> {
            rearrange(old, update.source());
            target.assign(old);
        });
        op.setState(update.state());
        rearrange(gradient, update.source());
        INDArray weights = op.weightArray();
        regularize(Regularization.ApplyStep.BEFORE_UPDATER, weights, config, at);
        if (updater != null) {
            updater.applyUpdater(gradient, at.iteration(), at.epoch());
        }
        regularize(Regularization.ApplyStep.POST_UPDATER, weights, config, at);
        if (config.isMinimize()) {
            weights.subi(gradient);
        } else {
            weights.addi(gradient);
        }
    }

    private void regularize(Regularization.ApplyStep step, INDArray weights, TrainingConfig config, At at) {
        List<Regularization> all = config.getRegularization();
        if (all == null) {
            return;
        }
        double rate = config.getUpdater().hasLearningRate()
                ? config.getUpdater().getLearningRate(at.iteration(), at.epoch())
                : 1;
        for (Regularization regularization : all) {
            if (regularization.applyStep() == step) {
                regularization.apply(weights, gradient, rate, at.iteration(), at.epoch());
            }
        }
    }

    /** Moves slots to where an update wants them; 0 where something grows and behind the kept slots. */
    private static void rearrange(INDArray array, int[] source) {
        Memory memory = Memory.of(array);
        double[] moved = new double[memory.length()];
        for (int i = 0; i < source.length; i++) {
            moved[i] = source[i] == TopologyUpdate.GROWN ? 0 : memory.get(source[i]);
        }
        for (int i = 0; i < moved.length; i++) {
            memory.set(i, moved[i]);
        }
    }
}
