/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSplits;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the examples of the tasks start from: a network of DL4J's own layers, dense, and the batches of the embedded images. */
final class FashionNet {
    static final InputType IMAGES = InputType.convolutional(28, 28, 1);
    static final int BATCH = 64;
    static final int SEED = 42;
    private static final double LEARNING_RATE = 2e-3;

    private FashionNet() {}

    /** A new network, without any layer of this library. */
    static MultiLayerNetwork dense() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .updater(new Adam(LEARNING_RATE))
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("conv1").nOut(32).build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}).build())
                .layer(new ConvolutionLayer.Builder(3, 3).name("conv2").nOut(64).build())
                .layer(new BatchNormalization.Builder().name("norm").build())
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .name("conv3")
                        .nOut(128)
                        .build())
                .layer(new GlobalPoolingLayer(PoolingType.AVG))
                .layer(new DenseLayer.Builder()
                        .name("classifier")
                        .nOut(10)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(IMAGES)
                .build();
        MultiLayerNetwork net = new MultiLayerNetwork(conf);
        net.init();
        return net;
    }

    /** Training batches, in another order in every epoch. */
    static ImageIterator batches(ImageSplits images) {
        return ImageIterator.builder(images.train(), BATCH)
                .shuffle(true)
                .seed(SEED)
                .build();
    }

    static double accuracy(MultiLayerNetwork net, ImageSplits images) {
        return net.evaluate(ImageIterator.builder(images.test(), BATCH).build()).accuracy();
    }
}
