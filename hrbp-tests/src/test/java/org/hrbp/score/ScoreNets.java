/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Small networks and data for the tests of scores. */
final class ScoreNets {
    static final int INPUTS = 5;
    static final int CLASSES = 3;
    static final InputType VECTOR = InputType.feedForward(INPUTS);
    static final InputType IMAGE = InputType.convolutional(6, 6, 2);

    private ScoreNets() {}

    static NeuralNetConfiguration.Builder base(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(12345)
                .dataType(type)
                .updater(new Nesterovs(0.1, 0.9))
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.IDENTITY);
    }

    static DenseLayer hidden(int units) {
        return new DenseLayer.Builder()
                .name("hidden")
                .nOut(units)
                .activation(Activation.TANH)
                .build();
    }

    static OutputLayer output() {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .name("out")
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** Convolution, batch normalisation, strided convolution, fully connected layer: stock, or ours with all weights. */
    static Layer[] imageLayers(boolean stock) {
        Layer first = stock
                ? new ConvolutionLayer.Builder(3, 3).name("first").nOut(4).build()
                : new HrbpConvolutionLayer.Builder(3, 3)
                        .name("first")
                        .nOut(4)
                        .structure("dense")
                        .build();
        Layer second = stock
                ? new ConvolutionLayer.Builder(3, 2)
                        .stride(2, 2)
                        .name("second")
                        .nOut(5)
                        .build()
                : new HrbpConvolutionLayer.Builder(3, 2)
                        .stride(2, 2)
                        .name("second")
                        .nOut(5)
                        .structure("dense")
                        .build();
        Layer hidden = stock
                ? hidden(7)
                : new HrbpDenseLayer.Builder()
                        .name("hidden")
                        .nOut(7)
                        .activation(Activation.TANH)
                        .structure("dense")
                        .build();
        Layer norm = new BatchNormalization.Builder()
                .name("norm")
                .activation(Activation.IDENTITY)
                .build();
        return new Layer[] {first, norm, second, hidden, output()};
    }

    static MultiLayerNetwork network(NeuralNetConfiguration.Builder base, InputType input, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = base.list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(input).build());
        net.init();
        return net;
    }

    static ComputationGraph graph(NeuralNetConfiguration.Builder base, InputType input, Layer... layers) {
        var graph = base.graphBuilder().addInputs("in").setInputTypes(input);
        String last = "in";
        for (Layer layer : layers) {
            graph.addLayer(layer.getLayerName(), layer, last);
            last = layer.getLayerName();
        }
        ComputationGraph net = new ComputationGraph(graph.setOutputs(last).build());
        net.init();
        return net;
    }

    static MultiDataSet data(DataType type, long seed, long... shape) {
        Random random = new Random(seed);
        INDArray x = Nd4j.create(type, shape);
        for (long i = 0; i < x.length(); i++) {
            x.putScalar(i, random.nextGaussian());
        }
        INDArray y = Nd4j.zeros(type, shape[0], CLASSES);
        for (int n = 0; n < shape[0]; n++) {
            y.putScalar(n, random.nextInt(CLASSES), 1);
        }
        return new MultiDataSet(x, y);
    }

    /** Indices of the best scores of all layers together, layer after layer. */
    static int[] best(int count, float[]... scores) {
        int total = Arrays.stream(scores).mapToInt(s -> s.length).sum();
        float[] all = new float[total];
        int next = 0;
        for (float[] layer : scores) {
            System.arraycopy(layer, 0, all, next, layer.length);
            next += layer.length;
        }
        return IntStream.range(0, total)
                .boxed()
                .sorted((a, b) -> Float.compare(all[b], all[a]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }

    /** Norm of the difference over the norm of what was expected. */
    static double difference(float[] actual, double[] expected) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return actual.length == expected.length ? Math.sqrt(error / norm) : Double.POSITIVE_INFINITY;
    }

    static double difference(float[] actual, float[] expected) {
        return difference(
                actual,
                IntStream.range(0, expected.length)
                        .mapToDouble(i -> expected[i])
                        .toArray());
    }
}
