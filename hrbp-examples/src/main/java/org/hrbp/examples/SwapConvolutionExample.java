/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.HrbpSummary;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * A network of your own made sparse by hand: write {@code HrbpConvolutionLayer} where {@code ConvolutionLayer} stood, and say
 * how sparse. The first convolution stays dense, as it has few weights and every one counts.
 */
public final class SwapConvolutionExample {
    private static final int EPOCHS = 3;
    private static final int BATCH = 64;
    private static final int SEED = 42;
    private static final double LEARNING_RATE = 2e-3;
    private static final double SPARSITY = 0.9;

    private SwapConvolutionExample() {}

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
                .layer(new HrbpConvolutionLayer.Builder(3, 3)
                        .nOut(32)
                        .density(1)
                        .build())
                .layer(new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}).build())
                .layer(new HrbpConvolutionLayer.Builder(3, 3)
                        .nOut(64)
                        .sparsity(SPARSITY)
                        .build())
                .layer(new HrbpConvolutionLayer.Builder(3, 3)
                        .nOut(128)
                        .sparsity(SPARSITY)
                        .build())
                .layer(new HrbpGlobalPoolingLayer(PoolingType.AVG))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build();
        MultiLayerNetwork net = new MultiLayerNetwork(conf);
        net.init();
        System.out.println(HrbpSummary.of(net, InputType.convolutional(28, 28, 1)));

        net.fit(
                ImageIterator.builder(images.train(), BATCH)
                        .shuffle(true)
                        .seed(SEED)
                        .build(),
                epochs);
        double accuracy = net.evaluate(
                        ImageIterator.builder(images.test(), BATCH).build())
                .accuracy();
        System.out.printf("test accuracy %.3f%n", accuracy);
        return accuracy;
    }
}
