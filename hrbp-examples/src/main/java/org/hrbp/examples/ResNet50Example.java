/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.FolderIterator;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.data.LoaderOptions;
import org.hrbp.model.HrbpSummary;
import org.hrbp.zoo.ResNet50;

/**
 * ResNet-50 on JPEG files in the layout of ImageNet, {@code train/<class>/*.JPEG} and {@code val/<class>/*.JPEG}, which threads of
 * the iterator decode during the training. ImageNet itself cannot be fetched by a program; any folder of that layout will do.
 */
public final class ResNet50Example {
    private static final int EPOCHS = 90;
    private static final int BATCH = 32;
    private static final int SEED = 1;
    /** 0.1 for a batch of 256 images, and in proportion. */
    private static final double LEARNING_RATE = 0.1 * BATCH / 256;

    static final double SPARSITY = 0.8;

    private ResNet50Example() {}

    /**
     * Trains on a folder.
     *
     * @param args {@code --data-dir} and the folder of {@code train} and {@code val}, {@code --epochs} and their number
     */
    public static void main(String[] args) {
        NetworkTraining.Options options = NetworkTraining.options(args, EPOCHS);
        run(options.epochs(), BATCH, ImageFolders.load("imagefolder", options.dataDir()));
    }

    static ComputationGraph run(int epochs, int batch, ImageFolders images) {
        int size = images.size();
        ComputationGraph net = ResNet50.builder()
                .classes(images.train().classes().size())
                .input(size, size, ImageFolders.CHANNELS)
                .sparsity(SPARSITY)
                .seed(SEED)
                .updater(NetworkTraining.updater(LEARNING_RATE, epochs))
                .build()
                .init();
        System.out.println(HrbpSummary.of(net, InputType.convolutional(size, size, ImageFolders.CHANNELS)));

        // an unreadable image is left out and named; false would end the training there
        int threads = Runtime.getRuntime().availableProcessors();
        LoaderOptions loader = new LoaderOptions(threads, true, System.out::println);
        try (FolderIterator train = new FolderIterator(images.train(), size, batch, true, SEED, loader);
                FolderIterator test = new FolderIterator(images.test(), size, batch, false, SEED, loader)) {
            NetworkTraining.train(net, train, test, epochs);
        }
        return net;
    }
}
