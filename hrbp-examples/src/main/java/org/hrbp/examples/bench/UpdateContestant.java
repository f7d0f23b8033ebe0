/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.model.HrbpUpdater;
import org.jspecify.annotations.Nullable;

/** Steps of a network with static patterns, or with a listener that updates them in every step or in none. */
final class UpdateContestant implements Contestant {
    private static final long NEVER = 1L << 40;

    private final String name;
    private final ComputationGraph net;
    private final Batches batches;

    private UpdateContestant(String name, BenchConfig config, String structure, @Nullable HrbpDstListener listener) {
        this.name = name;
        net = BenchNets.dynamic(config, structure);
        HrbpUpdater.attach(net);
        if (listener != null) {
            net.setListeners(listener);
        }
        batches = new Batches(config.batch(), config.seed());
    }

    static UpdateContestant fixed(BenchConfig config, String structure) {
        return new UpdateContestant(structure, config, structure, null);
    }

    static UpdateContestant between(BenchConfig config, String structure, String dst) {
        return new UpdateContestant(dst + " between updates", config, structure, listener(dst, NEVER / 2));
    }

    static UpdateContestant updating(BenchConfig config, String structure, String dst) {
        return new UpdateContestant(dst, config, structure, listener(dst, 1));
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
        net.fit(batches.next());
    }

    @Override
    public double step() {
        var batch = batches.next();
        long begin = System.nanoTime();
        net.fit(batch);
        return (System.nanoTime() - begin) / 1e9;
    }
}
