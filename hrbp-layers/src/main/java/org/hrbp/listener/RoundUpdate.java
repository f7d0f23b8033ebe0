/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.ArrayList;
import java.util.List;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.Unit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** One topology update between two rounds, not yet made. */
public final class RoundUpdate {
    private final DstSession session;
    private final List<DstLayer> due;
    private final long step;
    private final DstMethod method;

    RoundUpdate(DstSession session, List<DstLayer> due, long step) {
        this.session = session;
        this.due = due;
        this.step = step;
        this.method = session.planner(step);
    }

    /**
     * The step that the schedule has it for.
     *
     * @return training step, from 0
     */
    public long step() {
        return step;
    }

    /**
     * The layers that are updated.
     *
     * @return names in forward order
     */
    public List<String> layers() {
        return DstLayers.names(due);
    }

    /**
     * Which gradients are needed.
     *
     * @return the unit whose {@link Unit#candidates} they are wanted for, or null if the method looks at none
     */
    public @Nullable Unit candidates() {
        return method.needsGradient() ? method.unit() : null;
    }

    /**
     * Plans the update and makes it: weights, updater state and patterns of the network change together, or nothing does.
     *
     * @param gradients the gradients of the candidates, {@code [1, n]}, layer after layer in the order of {@link #layers()}, each
     *     in slot order; summed over the workers, in any scale. Null if {@link #candidates()} is
     * @throws IllegalArgumentException if there are not as many as candidates, or one is not finite
     */
    public void apply(@Nullable INDArray gradients) {
        session.update(due, step, split(gradients));
    }

    private List<@Nullable INDArray> split(@Nullable INDArray gradients) {
        List<@Nullable INDArray> parts = new ArrayList<>();
        if (!method.needsGradient() || gradients == null) {
            due.forEach(layer -> parts.add(null));
            return parts;
        }
        int[] lengths = due.stream()
                .mapToInt(l -> method.unit().candidates(l.state().pattern()).keptCount())
                .toArray();
        long all = 0;
        for (int length : lengths) {
            all += length;
        }
        if (gradients.length() != all) {
            throw new IllegalArgumentException("Gradients of " + gradients.length() + " places are given; the layers "
                    + layers() + " have " + all + " candidates");
        }
        INDArray flat = gradients.reshape(1, all);
        long first = 0;
        for (int length : lengths) {
            parts.add(flat.get(NDArrayIndex.all(), NDArrayIndex.interval(first, first + length)));
            first += length;
        }
        return parts;
    }
}
