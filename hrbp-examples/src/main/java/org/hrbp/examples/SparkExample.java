/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
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
            run(context, EPOCHS, Integer.MAX_VALUE);
        }
    }

    static double run(JavaSparkContext context, int epochs, int images) {
        ComputationGraph net = SmallCnn.builder()
                .classes(10)
                .input(28, 28, 1)
                .sparsity(SPARSITY)
                .seed(SEED)
                .updater(new Nesterovs(0.05, 0.9))
                .build()
                .init();

        int workers = context.defaultParallelism();
        List<Integer> parts = IntStream.range(0, workers).boxed().toList();
        JavaRDD<DataSet> data = context.parallelize(parts, workers)
                .flatMap(part -> batches(images, part, workers).iterator());

        int rounds = Math.max(1, (int) data.count() / (workers * STEPS_PER_ROUND));
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

        ImageData test = ImageSets.load("fashion-mini", null).test();
        double accuracy =
                net.evaluate(ImageIterator.builder(test, BATCH).build()).accuracy();
        System.out.printf("test accuracy %.3f after %d topology updates%n", accuracy, dst.updates());
        return accuracy;
    }

    /** Runs on the workers: each reads its own share of the mini-batches, so that no image travels. */
    private static List<DataSet> batches(int images, int part, int parts) {
        ImageData train = ImageSets.load("fashion-mini", null).train();
        ImageIterator all = ImageIterator.builder(train.limit(Math.min(images, train.count())), BATCH)
                .shuffle(true)
                .seed(SEED)
                .build();
        List<DataSet> own = new ArrayList<>();
        for (int i = 0; all.hasNext(); i++) {
            DataSet batch = all.next();
            if (i % parts == part) {
                own.add(batch);
            }
        }
        return own;
    }
}
