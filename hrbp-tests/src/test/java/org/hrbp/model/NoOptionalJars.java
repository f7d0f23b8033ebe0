/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.File;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Main of the child of {@link NoOptionalJarsTest}: uses nothing but run-time jars. */
final class NoOptionalJars {
    /** Last line of a good run. */
    static final String DONE = "trained, saved and loaded without optional jars";

    private NoOptionalJars() {}

    /** Trains a step, saves, loads and compares. */
    public static void main(String[] args) throws Exception {
        for (String optional : args[1].split(",", -1)) {
            mustBeMissing(optional);
        }
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list()
                .layer(new HrbpConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .density(0.5)
                        .groupRows(4)
                        .build())
                .layer(new HrbpDenseLayer.Builder()
                        .nOut(6)
                        .density(0.5)
                        .groupRows(3)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(5, 5, 2))
                .build());
        net.init();
        net.setListeners(HrbpDstListener.builder().totalSteps(10).interval(1).build());
        INDArray before = net.params().dup();
        INDArray x = Nd4j.linspace(DataType.FLOAT, -1, 0.01, 100).reshape(2, 2, 5, 5);
        INDArray y = Nd4j.create(new float[][] {{1, 0, 0}, {0, 1, 0}});
        net.fit(new DataSet(x, y));
        check(!net.params().equals(before), "the step changed nothing");
        net.save(new File(args[0]));
        MultiLayerNetwork loaded = MultiLayerNetwork.load(new File(args[0]), true);
        check(loaded.output(x).equals(net.output(x)), "the loaded network has other outputs");
        System.out.println(DONE);
    }

    private static void mustBeMissing(String name) {
        try {
            Class.forName(name);
        } catch (ClassNotFoundException e) {
            return;
        }
        throw new IllegalStateException(name + " is on the class path");
    }

    private static void check(boolean good, String problem) {
        if (!good) {
            throw new IllegalStateException(problem);
        }
    }
}
