/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.HrbpSummary;
import org.hrbp.model.HrbpUpdater;
import org.hrbp.zoo.ResNetCifar;
import org.hrbp.zoo.ZooNet;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * A ready-made network: the smallest ResNet for CIFAR at 90 % sparsity, the density spread over its layers by ERK. Grey images
 * of 28x28 are padded to the 32x32 that it wants.
 */
public final class ZooExample {
    private static final int EPOCHS = 3;
    private static final int BATCH = 64;
    private static final int SEED = 42;
    private static final double LEARNING_RATE = 0.05;
    private static final double SPARSITY = 0.9;

    private ZooExample() {}

    /**
     * Trains on all embedded images.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(EPOCHS, ImageSets.load("fashion-mini", null));
    }

    static double run(int epochs, ImageSplits images) {
        ZooNet zooNet = ResNetCifar.builder()
                .depth(8)
                .classes(10)
                .input(32, 32, 1)
                .sparsity(SPARSITY)
                .seed(SEED)
                .updater(new Nesterovs(LEARNING_RATE, 0.9))
                .build();
        ComputationGraph net = zooNet.init();
        HrbpUpdater.attach(net); // optional: momentum and weight decay in one pass over the kept weights
        System.out.println(HrbpSummary.of(net, InputType.convolutional(32, 32, 1)));

        net.setListeners(new ScoreIterationListener(20));
        ImageIterator train = ImageIterator.builder(images.train(), BATCH)
                .shuffle(true)
                .seed(SEED)
                .padTo(32)
                .build();
        ImageIterator test =
                ImageIterator.builder(images.test(), BATCH).padTo(32).build();
        net.fit(train, epochs);
        double accuracy = net.evaluate(test).accuracy();
        System.out.printf("test accuracy %.3f%n", accuracy);
        return accuracy;
    }
}
