/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.model.HrbpUpdater;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Steps of a network with static patterns, or with a listener that updates them in every step or in none. The three have one
 * network together, because two equal networks may differ in speed by where their memory lies.
 */
final class UpdateContestant implements Contestant {
    private static final long NEVER = 1L << 40;

    private final String name;
    private final ComputationGraph net;
    private final Batches batches;
    private final List<TrainingListener> listeners;

    private UpdateContestant(String name, ComputationGraph net, Batches batches, List<TrainingListener> listeners) {
        this.name = name;
        this.net = net;
        this.batches = batches;
        this.listeners = listeners;
    }

    /** Static patterns, the listener between updates, an update in every step. */
    static List<UpdateContestant> of(BenchConfig config, String structure, String dst) {
        ComputationGraph net = BenchNets.dynamic(
                config, new Variant(structure, config.sparsities().get(0)));
        HrbpUpdater.attach(net);
        Batches batches = new Batches(BenchNets.shape(config.net()), config.batch(), config.seed());
        return List.of(
                new UpdateContestant(structure, net, batches, List.of()),
                new UpdateContestant(dst + " between updates", net, batches, List.of(listener(dst, NEVER / 2))),
                new UpdateContestant(dst, net, batches, List.of(listener(dst, 1))));
    }

    /** Without decay, so that every timed update drops the whole fraction. */
    private static HrbpDstListener listener(String dst, long interval) {
        UpdateSchedule schedule = new UpdateSchedule(
                interval, interval, NEVER, UpdateSchedule.DEFAULT_DROP_FRACTION, UpdateSchedule.Decay.CONSTANT);
        return HrbpDstListener.builder()
                .method(dst)
                .totalSteps(NEVER)
                .schedule(schedule)
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void warmUp() {
        step();
    }

    @Override
    public double step() {
        net.setListeners(listeners);
        DataSet batch = batches.next();
        long begin = System.nanoTime();
        net.fit(batch);
        return (System.nanoTime() - begin) / 1e9;
    }
}
