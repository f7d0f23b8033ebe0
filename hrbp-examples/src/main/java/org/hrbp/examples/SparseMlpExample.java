/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.HrbpSummary;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Fully connected layers that store 5 % of their weights. */
public final class SparseMlpExample {
    private static final int EPOCHS = 5;
    private static final int BATCH = 64;
    private static final int SEED = 42;
    private static final double LEARNING_RATE = 1e-3;
    private static final double SPARSITY = 0.95;

    private SparseMlpExample() {}

    /**
     * Trains on all embedded images.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(EPOCHS, ImageSets.load("fashion-mini", null));
    }

    static double run(int epochs, ImageSplits images) {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Adam(LEARNING_RATE))
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .list()
                .layer(new HrbpDenseLayer.Builder()
                        .nIn(784)
                        .nOut(1024)
                        .sparsity(SPARSITY)
                        .build())
                .layer(new HrbpDenseLayer.Builder()
                        .nIn(1024)
                        .nOut(512)
                        .sparsity(SPARSITY)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(512)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        MultiLayerNetwork net = new MultiLayerNetwork(conf);
        net.init();
        System.out.println(HrbpSummary.of(net));

        ImageIterator train = ImageIterator.builder(images.train(), BATCH)
                .shuffle(true)
                .seed(SEED)
                .build();
        ImageIterator test = ImageIterator.builder(images.test(), BATCH).build();
        // an image is a row of 784 pixels here
        train.setPreProcessor(batch -> batch.setFeatures(batch.getFeatures().reshape('c', batch.numExamples(), 784)));
        test.setPreProcessor(train.getPreProcessor());
        net.fit(train, epochs);
        double accuracy = net.evaluate(test).accuracy();
        System.out.printf("test accuracy %.3f%n", accuracy);
        return accuracy;
    }
}
