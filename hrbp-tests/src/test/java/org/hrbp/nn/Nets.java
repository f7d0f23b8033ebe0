/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.layers.SparseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small networks and data for the layer tests. */
final class Nets {
    static final int CLASSES = 3;

    private Nets() {}

    static NeuralNetConfiguration.Builder base(DataType type) {
        return new NeuralNetConfiguration.Builder().seed(12345).dataType(type).activation(Activation.IDENTITY);
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name("out")
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    static MultiLayerNetwork mln(
            NeuralNetConfiguration.Builder base, InputType input, org.deeplearning4j.nn.conf.layers.Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = base.list();
        for (org.deeplearning4j.nn.conf.layers.Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork net =
                new MultiLayerNetwork(list.layer(output()).setInputType(input).build());
        net.init();
        return net;
    }

    static ComputationGraph graph(
            NeuralNetConfiguration.Builder base, InputType input, org.deeplearning4j.nn.conf.layers.Layer... layers) {
        var graph = base.graphBuilder().addInputs("in").setInputTypes(input);
        String last = "in";
        for (org.deeplearning4j.nn.conf.layers.Layer layer : layers) {
            graph.addLayer(layer.getLayerName(), layer, last);
            last = layer.getLayerName();
        }
        ComputationGraph net = new ComputationGraph(
                graph.addLayer("out", output(), last).setOutputs("out").build());
        net.init();
        return net;
    }

    static DataSet data(DataType type, long seed, long... shape) {
        Random random = new Random(seed);
        INDArray x = Nd4j.create(type, shape);
        for (long i = 0; i < x.length(); i++) {
            x.putScalar(i, random.nextGaussian());
        }
        INDArray y = Nd4j.zeros(type, shape[0], CLASSES);
        for (int n = 0; n < shape[0]; n++) {
            y.putScalar(n, random.nextInt(CLASSES), 1);
        }
        return new DataSet(x, y);
    }

    /** Copies parameters from a stock layer; a sparse layer takes the kept weights out of the stock layer's. */
    static void copy(Layer stock, Layer sparse) {
        for (Map.Entry<String, INDArray> entry : stock.paramTable().entrySet()) {
            if (sparse instanceof SparseLayer target && "W".equals(entry.getKey())) {
                target.setDenseWeights(entry.getValue());
            } else {
                sparse.getParam(entry.getKey())
                        .assign(entry.getValue()
                                .reshape(sparse.getParam(entry.getKey()).shape()));
            }
        }
    }

    static void copy(Layer[] stock, Layer[] sparse) {
        for (int i = 0; i < stock.length; i++) {
            copy(stock[i], sparse[i]);
        }
    }

    /** Largest absolute difference over the largest absolute value. */
    static double difference(INDArray actual, INDArray expected) {
        double scale = Math.max(1e-12, expected.amaxNumber().doubleValue());
        return actual.sub(expected).amaxNumber().doubleValue() / scale;
    }

    static double tolerance(DataType type) {
        return type == DataType.DOUBLE ? 1e-10 : 1e-5;
    }
}
