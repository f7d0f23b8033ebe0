/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.HrbpSummary;
import org.hrbp.zoo.Vgg19Cifar;

/**
 * VGG-19 on CIFAR-10 with one weight in twenty: static random patterns, the density spread over the layers by ERK. The summary
 * that is printed first shows how unequally. For runs that are recorded and can be resumed use {@code hrbp train}.
 */
public final class Vgg19Example {
    private static final int EPOCHS = 160;
    private static final int BATCH = 128;
    private static final int SEED = 1;
    private static final double LEARNING_RATE = 0.1;
    static final double SPARSITY = 0.95;

    private Vgg19Example() {}

    /**
     * Trains on CIFAR-10, which {@code hrbp data get cifar10} fetches.
     *
     * @param args {@code --data-dir} and the folder of the data, {@code --epochs} and their number
     */
    public static void main(String[] args) {
        NetworkTraining.Options options = NetworkTraining.options(args, EPOCHS);
        run(options.epochs(), BATCH, ImageSets.load("cifar10", options.dataDir()));
    }

    static ComputationGraph run(int epochs, int batch, ImageSplits images) {
        ImageData shape = images.train();
        ComputationGraph net = Vgg19Cifar.builder()
                .classes(shape.classes())
                .input(shape.height(), shape.width(), shape.channels())
                .sparsity(SPARSITY)
                .allocation("erk")
                .seed(SEED)
                .updater(NetworkTraining.updater(LEARNING_RATE, epochs))
                .build()
                .init();
        System.out.println(
                HrbpSummary.of(net, InputType.convolutional(shape.height(), shape.width(), shape.channels())));

        ImageIterator train = ImageIterator.builder(images.train(), batch)
                .shuffle(true)
                .augment(true) // random crops and flips
                .seed(SEED)
                .build();
        ImageIterator test = ImageIterator.builder(images.test(), batch).build();
        NetworkTraining.train(net, train, test, epochs);
        return net;
    }
}
