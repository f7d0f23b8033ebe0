/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.scaling;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.pattern.HrbpStructure;
import org.hrbp.spark.HrbpSparkTrainer;
import org.hrbp.spark.HrbpSparkTrainerBuilder;
import org.hrbp.zoo.Zoo;
import org.hrbp.zoo.ZooBuilder;
import org.hrbp.zoo.ZooNet;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Bytes of one round of parameter averaging of a network.
 *
 * @param net a name of {@link Zoo}
 * @param sparsity 0 for dense
 * @param weights weights of the dense network's layers that a plan covers
 * @param kept weights that exist
 * @param broadcast bytes that each worker gets in a round
 * @param returned bytes that each worker sends in a round
 * @param updateBroadcast bytes that each worker gets besides when the topology is updated, 0 for dense
 * @param updateReturned bytes that each worker sends besides
 */
record RoundBytes(
        String net,
        double sparsity,
        long weights,
        long kept,
        long broadcast,
        long returned,
        long updateBroadcast,
        long updateReturned) {
    static final List<String> HEADER = List.of(
            "net",
            "structure",
            "sparsity",
            "weights",
            "kept_weights",
            "workers",
            "broadcast_bytes",
            "returned_bytes",
            "update_broadcast_bytes",
            "update_returned_bytes");
    private static final int WORKERS = 2;
    private static final int BATCH = 2;

    /** Measures the second round, when no updater state is zero any more, and the third, which begins with an update. */
    static RoundBytes measure(JavaSparkContext context, SentBytes sent, String name, double sparsity) {
        ZooNet zoo = zooNet(name, sparsity);
        ComputationGraph net = zoo.init();
        HrbpSparkTrainerBuilder<ComputationGraph> builder = HrbpSparkTrainer.builder(context, net)
                .batchSize(BATCH)
                .workers(WORKERS)
                .stepsPerRound(1);
        if (sparsity > 0) {
            UpdateSchedule third = new UpdateSchedule(2, 2, 3, 0.3, UpdateSchedule.Decay.CONSTANT);
            builder.dst(HrbpDstListener.builder().schedule(third).build());
        }
        HrbpSparkTrainer<ComputationGraph> trainer = builder.build();
        JavaRDD<DataSet> data = context.parallelize(data(name), WORKERS);
        long[][] rounds = new long[3][];
        for (int round = 0; round < rounds.length; round++) {
            trainer.fit(data);
            awaitEvents(context);
            rounds[round] = new long[] {sent.takeBroadcast(), sent.takeReturned() / WORKERS};
        }
        return new RoundBytes(
                name,
                sparsity,
                zoo.plan().totalWeights(),
                zoo.plan().keptWeights(),
                rounds[1][0],
                rounds[1][1],
                sparsity > 0 ? rounds[2][0] - rounds[1][0] : 0,
                sparsity > 0 ? rounds[2][1] - rounds[1][1] : 0);
    }

    private static ZooNet zooNet(String name, double sparsity) {
        boolean small = name.equals("small-cnn");
        ZooBuilder<?> builder = Zoo.byName(name)
                .classes(10)
                .input(small ? 28 : 32, small ? 28 : 32, small ? 1 : 3)
                .seed(1)
                .updater(new Nesterovs(0.01, 0.9));
        return sparsity > 0
                ? builder.structure(HrbpStructure.ID)
                        .sparsity(sparsity)
                        .allocation("uniform")
                        .build()
                : builder.structure(DenseStructure.ID).build();
    }

    private static List<DataSet> data(String name) {
        int size = name.equals("small-cnn") ? 28 : 32;
        int channels = name.equals("small-cnn") ? 1 : 3;
        List<DataSet> batches = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            DataSet batch = new DataSet(Nd4j.rand(BATCH, channels, size, size), Nd4j.zeros(BATCH, 10));
            batch.getLabels().getColumn(i).assign(1);
            batches.add(batch);
        }
        return batches;
    }

    private static void awaitEvents(JavaSparkContext context) {
        try {
            context.sc().listenerBus().waitUntilEmpty();
        } catch (TimeoutException e) {
            throw new IllegalStateException("Spark does not deliver its events", e);
        }
    }

    String structure() {
        return sparsity > 0 ? HrbpStructure.ID : DenseStructure.ID;
    }

    List<String> row() {
        return List.of(
                net,
                structure(),
                String.valueOf(sparsity),
                String.valueOf(weights),
                String.valueOf(kept),
                String.valueOf(WORKERS),
                String.valueOf(broadcast),
                String.valueOf(returned),
                String.valueOf(updateBroadcast),
                String.valueOf(updateReturned));
    }
}
