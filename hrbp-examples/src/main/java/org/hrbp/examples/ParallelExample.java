/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.kernel.HrbpThreads;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.parallel.HrbpParallelTrainer;
import org.hrbp.parallel.RoundTraffic;
import org.hrbp.zoo.SmallCnn;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Two workers train a small CNN at 90 % sparsity whose pattern moves, and average it after every step. What they hand over are kept
 * weights, their momentum and the patterns.
 */
public final class ParallelExample {
    private static final int EPOCHS = 3;
    private static final int WORKERS = 2;
    private static final int BATCH = 32;
    private static final int SEED = 42;
    private static final double LEARNING_RATE = 0.05;
    private static final double SPARSITY = 0.9;

    private ParallelExample() {}

    /**
     * Trains on all embedded images.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(EPOCHS, ImageSets.load("fashion-mini", null));
    }

    static double run(int epochs, ImageSplits images) {
        ComputationGraph net = SmallCnn.builder()
                .sparsity(SPARSITY)
                .seed(SEED)
                .updater(new Nesterovs(LEARNING_RATE, 0.9))
                .build()
                .init();
        int stepsPerEpoch = images.train().count() / (BATCH * WORKERS); // a step is a mini-batch for every worker
        HrbpDstListener dst = HrbpDstListener.builder()
                .totalSteps((long) epochs * stepsPerEpoch)
                .interval(Math.max(1, stepsPerEpoch / 4))
                .build();
        HrbpParallelTrainer trainer =
                HrbpParallelTrainer.builder(net).workers(WORKERS).dst(dst).build();
        print(trainer.traffic());

        ImageIterator train = ImageIterator.builder(images.train(), BATCH)
                .shuffle(true)
                .seed(SEED)
                .build();
        ImageIterator test = ImageIterator.builder(images.test(), BATCH).build();
        int threads = HrbpThreads.threads();
        HrbpThreads.setThreads(1); // the workers have the cores
        for (int epoch = 0; epoch < epochs; epoch++) {
            trainer.fit(train);
        }
        HrbpThreads.setThreads(threads);
        double accuracy = net.evaluate(test).accuracy();
        System.out.printf("%d topology updates, test accuracy %.3f%n", dst.updates(), accuracy);
        return accuracy;
    }

    private static void print(RoundTraffic traffic) {
        System.out.printf(
                "each worker hands over %,d bytes per averaging: parameters %,d, patterns %,d, momentum %,d%n",
                traffic.total(), traffic.parameters(), traffic.patterns(), traffic.updater());
        System.out.printf(
                "the dense network: %,d bytes, %.1f times as many%n",
                traffic.denseTotal(), (double) traffic.denseTotal() / traffic.total());
    }
}
