/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.Hrbp;
import org.hrbp.model.SparsifySpec;
import org.hrbp.score.SnipScore;
import org.hrbp.zoo.ResNetCifar;

/**
 * ResNet-32 of width 32 on CIFAR-10 with one weight in ten: the dense network of DL4J's own layers is built first, and {@code
 * sparsify} keeps the blocks that matter by SNIP. Skip connections need no thought: it swaps the sums and fan-outs, too.
 */
public final class ResNet32Example {
    private static final int EPOCHS = 160;
    private static final int BATCH = 128;
    private static final int SEED = 1;
    private static final int SCORING_IMAGES_PER_CLASS = 13;
    private static final double LEARNING_RATE = 0.1;
    static final double SPARSITY = 0.9;

    private ResNet32Example() {}

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
        ComputationGraph dense = ResNetCifar.builder()
                .depth(32)
                .width(32)
                .classes(shape.classes())
                .input(shape.height(), shape.width(), shape.channels())
                .sparsity(0)
                .stock(true) // DL4J's own layers; a ComputationGraph of yours would do as well
                .seed(SEED)
                .updater(NetworkTraining.updater(LEARNING_RATE, epochs))
                .build()
                .init();

        ImageData few = shape.sample(SCORING_IMAGES_PER_CLASS, SEED);
        ImageIterator scoring = ImageIterator.builder(few, few.count()).build();
        SparsifySpec spec = SparsifySpec.builder()
                .sparsity(SPARSITY)
                .score(new SnipScore(), List.of(scoring.next().toMultiDataSet()))
                .seed(SEED)
                .build();
        System.out.println(Hrbp.report(dense, spec));
        ComputationGraph net = Hrbp.sparsify(dense, spec);

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
