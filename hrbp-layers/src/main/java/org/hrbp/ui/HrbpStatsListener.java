/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternState;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Puts what page {@code /hrbp} shows into a StatsStorage: at the first forward pass, every {@code frequency} steps, and after every
 * step in which a pattern changed. It only reads the network, so its place among other listeners, such as
 * {@link org.deeplearning4j.optimize.api.TrainingListener}s that change the topology, does not matter.
 *
 * <p>Every {@code frequency}-th step is timed by {@link org.hrbp.kernel.KernelTimes}, of which a JVM has one: while another
 * measurement runs, its numbers and these are wrong. Serves the first network that it sees; replicas of it, which have the same
 * patterns, are ignored.
 */
public final class HrbpStatsListener extends BaseTrainingListener {
    private final StatsStorageRouter storage;
    private final String session;
    private final String worker;
    private final int frequency;
    private final StepClock clock = new StepClock();
    private final Map<String, Pattern> known = new HashMap<>();
    private @Nullable Model model;
    private long lastTime;

    /**
     * A listener with a session id of its own, reporting every 10 steps.
     *
     * @param storage where to put the records
     */
    public HrbpStatsListener(StatsStorageRouter storage) {
        this(storage, UUID.randomUUID().toString(), 10);
    }

    /**
     * A listener for a session.
     *
     * @param storage where to put the records
     * @param session name by which the page lists this training; not blank
     * @param frequency steps between records, at least 1
     * @throws IllegalArgumentException if the session is blank or the frequency below 1
     */
    public HrbpStatsListener(StatsStorageRouter storage, String session, int frequency) {
        if (session.isBlank()) {
            throw new IllegalArgumentException("Session \"" + session + "\" is blank; give it a name");
        }
        if (frequency < 1) {
            throw new IllegalArgumentException("Frequency " + frequency + " must be at least 1 step");
        }
        this.storage = storage;
        this.session = session;
        this.worker = "hrbp";
        this.frequency = frequency;
    }

    @Override
    public void onForwardPass(Model some, List<INDArray> activations) {
        begin(some);
    }

    @Override
    public void onForwardPass(Model some, Map<String, INDArray> activations) {
        begin(some);
    }

    /** The patterns before the first step. */
    private synchronized void begin(Model some) {
        if (model == null) {
            model = some;
            HrbpStats first = record(-1, Map.of(), layers(some));
            storage.putStaticInfo(first); // without it a storage does not list the session
            storage.putUpdate(first);
        }
    }

    @Override
    public synchronized void onGradientCalculation(Model some) {
        if (some == model) {
            clock.gradientsReady();
        }
    }

    @Override
    public synchronized void iterationDone(Model some, int iteration, int epoch) {
        if (some != model) {
            return;
        }
        Map<String, Long> nanos = clock.stop();
        List<LayerStats> layers = layers(some);
        if (iteration % frequency == 0 || layers.stream().anyMatch(layer -> layer.map() != null)) {
            storage.putUpdate(record(iteration, nanos, layers));
        }
        if ((iteration + 1) % frequency == 0) {
            clock.start();
        }
    }

    /** A measurement ends without a result, because tests and checkpoints are no part of a step. */
    @Override
    public synchronized void onEpochEnd(Model some) {
        if (some == model) {
            clock.stop();
        }
    }

    private HrbpStats record(long step, Map<String, Long> nanos, List<LayerStats> layers) {
        lastTime = Math.max(System.currentTimeMillis(), lastTime + 1);
        return new HrbpStats(new StepStats(session, worker, lastTime, step, nanos, layers));
    }

    private List<LayerStats> layers(Model some) {
        List<LayerStats> layers = new ArrayList<>();
        for (NamedLayer named : NamedLayer.of(some)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer sparse) {
                PatternState state = sparse.patternState();
                Pattern before = known.put(named.name(), state.pattern());
                boolean changed = !state.pattern().equals(before);
                double churn = changed && before != null ? churn(before, state.pattern()) : 0;
                layers.add(LayerStats.of(named.name(), state, churn, changed));
            }
        }
        return layers;
    }

    private static double churn(Pattern before, Pattern after) {
        BitSet kept = new BitSet();
        for (int index : before.denseIndices()) {
            kept.set(index);
        }
        int grown = 0;
        for (int index : after.denseIndices()) {
            grown += kept.get(index) ? 0 : 1;
        }
        return (double) grown / after.keptCount();
    }
}
