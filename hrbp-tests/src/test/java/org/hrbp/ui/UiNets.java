/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** A tiny network whose topology changes in every second step. */
final class UiNets {
    private UiNets() {}

    static MultiLayerNetwork net() {
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.FLOAT)
                .updater(new Sgd(0.05))
                .activation(Activation.TANH)
                .list()
                .layer(conv("conv1"))
                .layer(conv("conv2"))
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 5))
                .build());
        net.init();
        return net;
    }

    private static HrbpConvolutionLayer conv(String name) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(8)
                .structure("hrbp")
                .density(0.2)
                .groupRows(4)
                .build();
    }

    static HrbpDstListener dst() {
        return HrbpDstListener.builder()
                .totalSteps(100)
                .interval(2)
                .dropFraction(0.5)
                .build();
    }

    static void fit(MultiLayerNetwork net, int from, int to) {
        for (int step = from; step < to; step++) {
            Random random = new Random(step);
            INDArray x = Nd4j.create(DataType.FLOAT, 4, 5, 6, 6);
            for (long i = 0; i < x.length(); i++) {
                x.putScalar(i, random.nextGaussian());
            }
            INDArray y = Nd4j.create(DataType.FLOAT, 4, 3);
            for (int i = 0; i < 4; i++) {
                y.putScalar(i, random.nextInt(3), 1);
            }
            net.fit(new DataSet(x, y));
        }
    }
}
