/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.spark.HrbpSparkTrainer;
import org.hrbp.zoo.SmallCnn;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Training on Spark: workers average their weights every five steps, and every twenty steps the driver lets the pattern move.
 * Needs the flags of {@code docs/scaling.md}.
 */
public final class SparkExample {
    private static final int EPOCHS = 4;
    private static final int BATCH = 64;
    private static final int STEPS_PER_ROUND = 5;
    private static final int STEPS_PER_UPDATE = 20;
    private static final int SEED = 42;
    private static final double SPARSITY = 0.9;

    private SparkExample() {}

    /**
     * Trains on all embedded images.
     *
     * @param args none for two threads of this process (or for what {@code spark-submit} says), or {@code --master} and Spark's
     *     name of a cluster
     */
    public static void main(String[] args) {
        SparkConf conf = new SparkConf().setAppName("HRBP").setIfMissing("spark.master", "local[2]");
        if (args.length == 2 && args[0].equals("--master")) {
            conf.setMaster(args[1]);
        } else if (args.length > 0) {
            throw new IllegalArgumentException(
                    "Arguments " + List.of(args) + " are not understood; allowed are none, or --master and a cluster");
        }
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            run(context, EPOCHS, ImageSets.load("fashion-mini", null));
        }
    }

    static double run(JavaSparkContext context, int epochs, ImageSplits images) {
        ComputationGraph net = SmallCnn.builder()
                .classes(10)
                .input(28, 28, 1)
                .sparsity(SPARSITY)
                .seed(SEED)
                .updater(new Nesterovs(0.05, 0.9))
                .build()
                .init();

        List<DataSet> batches = new ArrayList<>();
        ImageIterator.builder(images.train(), BATCH)
                .shuffle(true)
                .seed(SEED)
                .build()
                .forEachRemaining(batches::add);
        int workers = context.defaultParallelism();
        JavaRDD<DataSet> data = context.parallelize(batches, workers);

        int rounds = Math.max(1, batches.size() / (workers * STEPS_PER_ROUND));
        HrbpDstListener dst = HrbpDstListener.builder()
                .totalSteps((long) epochs * rounds * STEPS_PER_ROUND)
                .interval(STEPS_PER_UPDATE)
                .build();
        HrbpSparkTrainer<ComputationGraph> trainer = HrbpSparkTrainer.builder(context, net)
                .batchSize(BATCH)
                .workers(workers)
                .stepsPerRound(STEPS_PER_ROUND)
                .dst(dst)
                .build();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            trainer.fit(data);
            System.out.printf("epoch %d: mean score of the workers %.3f%n", epoch, trainer.score());
        }

        double accuracy = net.evaluate(
                        ImageIterator.builder(images.test(), BATCH).build())
                .accuracy();
        System.out.printf("test accuracy %.3f after %d topology updates%n", accuracy, dst.updates());
        return accuracy;
    }
}
