/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.hrbp.evolve.EverLived;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dynamic sparse training: attach it by {@code setListeners} and the sparse layers of the network drop and grow weights while
 * they train, by one of {@link org.hrbp.evolve.DstMethods}.
 *
 * <p>In a step with an update it ranks the weights as they were before the step and the gradients of the same mini-batch, which
 * the layers compute for the places that may grow in these steps only. The update is made before the optimizer's step, which
 * then changes the new set of weights; those just grown have gradient 0 in it. Weights, every part of the updater state,
 * gradients and pattern change together, so a model saved by any other listener, whatever their order, is consistent. An
 * exception before that leaves everything as it was.
 *
 * <p>Steps are the network's iteration count. The step of the last update is stored in the layers' parameter {@code I}: a
 * network that is saved and loaded goes on where it was when a new listener of equal settings is attached, no update is skipped
 * or made twice, even if it was saved by DL4J's CheckpointListener, whose iteration count is one short. What is not in the
 * network is the record of weights that ever lived; see {@link HrbpDstListenerBuilder#everLived}.
 *
 * <p>Serves one network; several in turn or at once are refused, because replicas that decide alone would come to different
 * patterns; {@code org.hrbp.parallel.HrbpParallelTrainer} takes a listener for several workers. Layers of structure
 * {@code dense} and frozen layers are left alone.
 */
public final class HrbpDstListener extends BaseTrainingListener {
    /**
     * Names of its threads. To refuse only the second replica is too late: with shared gradients the first then waits for the
     * second for ever.
     */
    private static final String PARALLEL_WRAPPER = "ParallelWrapper training thread";

    private final DstSettings settings;
    private final DstTotals totals = new DstTotals();
    private @Nullable DstSession session;

    HrbpDstListener(DstSettings settings) {
        this.settings = settings;
    }

    /**
     * Starts a listener from the defaults.
     *
     * @return the builder, which needs {@link HrbpDstListenerBuilder#totalSteps} or {@link HrbpDstListenerBuilder#schedule}
     */
    public static HrbpDstListenerBuilder builder() {
        return new HrbpDstListenerBuilder();
    }

    @Override
    public void onEpochStart(Model model) {
        session(model).start();
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        session(model).request();
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        session(model).request();
    }

    @Override
    public void onGradientCalculation(Model model) {
        session(model).gradientsReady();
    }

    synchronized DstSession session(Model model) {
        if (Thread.currentThread().getName().startsWith(PARALLEL_WRAPPER)) {
            throw new IllegalStateException(
                    "ParallelWrapper trains replicas, which cannot update their topology each on"
                            + " its own; give this listener to org.hrbp.parallel.HrbpParallelTrainer, not to the network");
        }
        if (session == null) {
            session = new DstSession(model, settings, totals);
        } else if (!session.serves(model)) {
            throw new IllegalStateException("This listener serves another network already; every network needs its own"
                    + " HrbpDstListener, and replicas cannot update their topology each on its own");
        }
        return session;
    }

    /**
     * Number of topology updates made.
     *
     * @return 0 or more, by this listener
     */
    public long updates() {
        return totals.updates();
    }

    /**
     * Number of units dropped.
     *
     * @return 0 or more, over all updates of this listener
     */
    public long dropped() {
        return totals.dropped();
    }

    /**
     * Number of units grown.
     *
     * @return 0 or more, over all updates of this listener
     */
    public long grown() {
        return totals.grown();
    }

    /**
     * Number of units that were dropped and returned in the same update.
     *
     * @return 0 or more, over all updates of this listener
     */
    public long returned() {
        return totals.returned();
    }

    /**
     * The last update, with churn, density and in-time over-parameterization rate.
     *
     * @return its numbers, or null before the first
     */
    public @Nullable TopologyMetrics last() {
        return totals.last();
    }

    /**
     * Names of the layers that are updated.
     *
     * @return names in forward order; none before training
     */
    public synchronized List<String> layers() {
        return session == null ? List.of() : DstLayers.names(session.layers());
    }

    /**
     * The weights that were ever kept, to be saved beside the network: {@link EverLived#toBytes()}.
     *
     * @return the record that this listener adds to
     */
    public EverLived everLived() {
        return settings.everLived();
    }
}
