/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.Unit;
import org.hrbp.kernel.KernelTimes;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The gradient of the places that may grow is the stock layer's. */
class RequestedGradientTest {
    private static final int BATCH = 5;

    private static MultiLayerNetwork net(DataType type, InputType input, Layer... layers) {
        NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(type)
                .activation(Activation.TANH)
                .list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        list.layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build());
        MultiLayerNetwork net = new MultiLayerNetwork(list.setInputType(input).build());
        net.init();
        return net;
    }

    private static INDArray random(DataType type, long... shape) {
        Random random = new Random(3);
        INDArray array = Nd4j.create(type, shape);
        for (long i = 0; i < array.length(); i++) {
            array.putScalar(i, random.nextGaussian());
        }
        return array;
    }

    private static void backward(MultiLayerNetwork net, INDArray x) {
        net.setInput(x);
        net.setLabels(random(x.dataType(), BATCH, 2));
        net.computeGradientAndScore();
    }

    private static MultiLayerNetwork conv(DataType type, String structure, int stride) {
        return net(
                type,
                InputType.convolutional(7, 7, 3),
                new HrbpConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .stride(stride, stride)
                        .structure(structure)
                        .density(0.3)
                        .groupRows(4)
                        .build());
    }

    private static MultiLayerNetwork stockConv(DataType type, int stride) {
        return net(
                type,
                InputType.convolutional(7, 7, 3),
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .stride(stride, stride)
                        .build());
    }

    /** The request's answer against the stock layer's gradient, which has the same weights. */
    private static void compare(MultiLayerNetwork net, MultiLayerNetwork stock, Unit unit, INDArray x, char order) {
        SparseLayer layer = (SparseLayer) net.getLayer(0);
        stock.getLayer(0).getParam("W").assign(layer.denseWeights());
        stock.getLayer(0).getParam("b").assign(net.getLayer(0).getParam("b"));
        stock.getLayer(1).setParams(net.getLayer(1).params());
        Pattern places = unit.candidates(layer.pattern());
        assertThat(places.keptCount()).isGreaterThan(layer.pattern().keptCount());
        layer.requestGradient(places);
        backward(net, x);
        backward(stock, x);
        INDArray dense = Nd4j.toFlattened(order, stock.gradient().getGradientFor("0_W"));
        INDArray answer = Objects.requireNonNull(layer.takeRequestedGradient());
        int[] indices = places.denseIndices();
        double scale = dense.amaxNumber().doubleValue();
        double tolerance = x.dataType() == DataType.DOUBLE ? 1e-9 : 1e-4;
        assertThat(answer.length()).isEqualTo(indices.length);
        for (int i = 0; i < indices.length; i++) {
            assertThat(answer.getDouble(i)).isCloseTo(dense.getDouble(indices[i]), within(tolerance * scale));
        }
        INDArray own = net.gradient().getGradientFor("0_W");
        int[] kept = layer.pattern().denseIndices();
        for (int i = 0; i < kept.length; i++) {
            assertThat(own.getDouble(i)).isCloseTo(dense.getDouble(kept[i]), within(tolerance * scale));
        }
        assertThat(layer.takeRequestedGradient()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"FLOAT,1", "FLOAT,2", "DOUBLE,1", "DOUBLE,2"})
    void ofConvolutions(DataType type, int stride) {
        INDArray x = random(type, BATCH, 3, 7, 7);
        compare(conv(type, "hrbp", stride), stockConv(type, stride), Unit.COLUMN, x, 'c');
        compare(conv(type, "hrbp", stride), stockConv(type, stride), Unit.POSITION, x, 'c');
        compare(conv(type, "unstructured", stride), stockConv(type, stride), Unit.WEIGHT, x, 'c');
    }

    @ParameterizedTest
    @CsvSource({"FLOAT,hrbp,COLUMN", "DOUBLE,hrbp,COLUMN", "FLOAT,unstructured,WEIGHT", "DOUBLE,unstructured,WEIGHT"})
    void ofFullyConnectedLayers(DataType type, String structure, Unit unit) {
        InputType input = InputType.feedForward(9);
        MultiLayerNetwork net = net(
                type,
                input,
                new HrbpDenseLayer.Builder()
                        .nOut(5)
                        .structure(structure)
                        .density(0.3)
                        .groupRows(2)
                        .build());
        MultiLayerNetwork stock =
                net(type, input, new DenseLayer.Builder().nOut(5).build());
        compare(net, stock, unit, random(type, BATCH, 9), 'f');
    }

    @Test
    void isComputedOnceForARequestAndNeverWithout() {
        MultiLayerNetwork net = conv(DataType.FLOAT, "unstructured", 1);
        SparseLayer layer = (SparseLayer) net.getLayer(0);
        INDArray x = random(DataType.FLOAT, BATCH, 3, 7, 7);
        long without = multiplyAdds(net, x);
        assertThat(layer.takeRequestedGradient()).isNull();
        Pattern places = Unit.WEIGHT.candidates(layer.pattern());
        layer.requestGradient(places);
        long asked = multiplyAdds(net, x);
        assertThat(asked - without).isEqualTo(25L * BATCH * places.keptCount());
        assertThat(multiplyAdds(net, x)).isEqualTo(without);
        assertThat(layer.takeRequestedGradient()).isNull();
    }

    private static long multiplyAdds(MultiLayerNetwork net, INDArray x) {
        KernelTimes.start();
        backward(net, x);
        return Objects.requireNonNull(KernelTimes.stop().get(KernelTimes.Part.CONV_WEIGHT_GRADIENT))
                .multiplyAdds();
    }

    @Test
    void placesOfAnotherShapeAreRefused() {
        SparseLayer layer = (SparseLayer) conv(DataType.FLOAT, "hrbp", 1).getLayer(0);
        SparseLayer other = (SparseLayer) net(
                        DataType.FLOAT,
                        InputType.feedForward(9),
                        new HrbpDenseLayer.Builder().nOut(5).density(0.5).build())
                .getLayer(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layer.requestGradient(other.pattern()))
                .withMessageContaining("layer0");
    }
}
