/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.zoo.ResNetCifar;

/**
 * ResNet-56 on CIFAR-100 with one weight in ten, by dynamic sparse training: about four times an epoch, in the first three
 * quarters of the training, every layer's pattern moves.
 */
public final class ResNet56Example {
    private static final int EPOCHS = 160;
    private static final int BATCH = 128;
    private static final int UPDATES_PER_EPOCH = 4;
    private static final int SEED = 1;
    private static final double LEARNING_RATE = 0.1;
    static final double SPARSITY = 0.9;

    private ResNet56Example() {}

    /** The trained network, and what the listener did. */
    record Result(ComputationGraph net, HrbpDstListener dst) {}

    /**
     * Trains on CIFAR-100, which {@code hrbp data get cifar100} fetches.
     *
     * @param args {@code --data-dir} and the folder of the data, {@code --epochs} and their number
     */
    public static void main(String[] args) {
        NetworkTraining.Options options = NetworkTraining.options(args, EPOCHS);
        run(options.epochs(), BATCH, ImageSets.load("cifar100", options.dataDir()));
    }

    static Result run(int epochs, int batch, ImageSplits images) {
        ImageData shape = images.train();
        ComputationGraph net = ResNetCifar.builder()
                .depth(56)
                .classes(shape.classes())
                .input(shape.height(), shape.width(), shape.channels())
                .sparsity(SPARSITY)
                .seed(SEED)
                .updater(NetworkTraining.updater(LEARNING_RATE, epochs))
                .build()
                .init();

        int stepsPerEpoch = (shape.count() - 1) / batch + 1;
        HrbpDstListener dst = HrbpDstListener.builder()
                .totalSteps((long) epochs * stepsPerEpoch)
                .interval(Math.max(1, stepsPerEpoch / UPDATES_PER_EPOCH))
                .build();
        net.setListeners(dst);

        ImageIterator train = ImageIterator.builder(images.train(), batch)
                .shuffle(true)
                .augment(true) // random crops and flips
                .seed(SEED)
                .build();
        ImageIterator test = ImageIterator.builder(images.test(), batch).build();
        NetworkTraining.train(net, train, test, epochs);
        System.out.printf("%d updates, %d channels of groups replaced%n", dst.updates(), dst.grown());
        return new Result(net, dst);
    }
}
