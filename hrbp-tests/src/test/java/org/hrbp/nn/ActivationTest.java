/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** The activation function at the end of a sparse layer equals the stock layer's, whatever stands behind it. */
class ActivationTest {
    private static final DataType TYPE = DataType.DOUBLE;

    static Stream<IActivation> functions() {
        return Stream.of(
                new ActivationReLU(),
                new ActivationReLU(0.5, 0.0, 0.0),
                new ActivationReLU(6.0, 0.1, 0.2),
                Activation.LEAKYRELU.getActivationFunction(),
                Activation.TANH.getActivationFunction(),
                Activation.SWISH.getActivationFunction(),
                Activation.IDENTITY.getActivationFunction());
    }

    private static Layer stock(String name, IActivation function) {
        return new ConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .activation(function)
                .build();
    }

    private static HrbpConvolutionLayer ours(String name, IActivation function) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(4)
                .convolutionMode(ConvolutionMode.Same)
                .activation(function)
                .structure("dense")
                .build();
    }

    private static MultiLayerNetwork net(Layer... layers) {
        return Nets.mln(Nets.base(TYPE).updater(new Sgd(0.1)), InputType.convolutional(6, 5, 2), layers);
    }

    private static void assertSameAfterTraining(MultiLayerNetwork stock, MultiLayerNetwork ours) {
        for (int step = 0; step < 2; step++) {
            DataSet batch = Nets.data(TYPE, step, 3, 2, 6, 5);
            Nd4j.getRandom().setSeed(7);
            stock.fit(batch);
            Nd4j.getRandom().setSeed(7);
            ours.fit(batch);
        }
        for (int i = 0; i < stock.getnLayers(); i++) {
            var layer = ours.getLayer(i);
            INDArray actual = layer instanceof SparseLayer s ? s.denseWeights() : layer.getParam("W");
            assertThat(Nets.difference(actual, stock.getLayer(i).getParam("W")))
                    .as("layer " + i)
                    .isLessThan(1e-10);
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void equalsStock(IActivation function) {
        MultiLayerNetwork stock = net(stock("a", function), stock("b", function));
        MultiLayerNetwork ours = net(ours("a", function), ours("b", function));
        INDArray x = Nets.data(TYPE, 5, 3, 2, 6, 5).getFeatures();
        assertThat(Nets.difference(ours.output(x), stock.output(x))).isLessThan(1e-10);
        assertSameAfterTraining(stock, ours);
    }

    @ParameterizedTest
    @MethodSource("functions")
    void denseLayerEqualsStock(IActivation function) {
        MultiLayerNetwork stock = net(
                new DenseLayer.Builder().nOut(7).activation(function).build(),
                new DenseLayer.Builder().nOut(5).activation(function).build());
        MultiLayerNetwork ours = net(
                new HrbpDenseLayer.Builder()
                        .nOut(7)
                        .activation(function)
                        .structure("dense")
                        .build(),
                new HrbpDenseLayer.Builder()
                        .nOut(5)
                        .activation(function)
                        .structure("dense")
                        .build());
        assertSameAfterTraining(stock, ours);
    }

    /** DL4J lets the next layer add its noise to our output in place; that must not reach our gradient. */
    @Test
    void noiseInFrontOfTheNextLayerDoesNotReachTheGradient() {
        ConvolutionLayer.Builder noisy = new ConvolutionLayer.Builder(3, 3)
                .name("b")
                .nOut(3)
                .dropOut(new GaussianNoise(1))
                .activation(Activation.TANH);
        MultiLayerNetwork stock = net(stock("a", new ActivationReLU()), noisy.build());
        MultiLayerNetwork ours = net(ours("a", new ActivationReLU()), noisy.build());
        assertSameAfterTraining(stock, ours);
    }

    @Test
    void frozenLayerThatHandsGradientsOnEqualsStock() {
        IActivation tanh = Activation.TANH.getActivationFunction();
        MultiLayerNetwork stock = net(stock("a", tanh), new FrozenLayerWithBackprop(stock("b", tanh)));
        MultiLayerNetwork ours = net(ours("a", tanh), new FrozenLayerWithBackprop(ours("b", tanh)));
        DataSet batch = Nets.data(TYPE, 1, 3, 2, 6, 5);
        stock.fit(batch);
        ours.fit(batch);
        assertThat(Nets.difference(
                        ((SparseLayer) ours.getLayer(0)).denseWeights(),
                        stock.getLayer(0).getParam("W")))
                .isLessThan(1e-10);
    }

    @Test
    void softmaxInNhwcRunsOverChannels() {
        HrbpConvolutionLayer.Builder layer = new HrbpConvolutionLayer.Builder(3, 3)
                .name("a")
                .nOut(4)
                .dataFormat(CNN2DFormat.NHWC)
                .activation(new ActivationSoftmax())
                .structure("dense");
        MultiLayerNetwork net =
                Nets.mln(Nets.base(TYPE), InputType.convolutional(6, 5, 2, CNN2DFormat.NHWC), layer.build());
        INDArray y =
                net.feedForward(Nets.data(TYPE, 1, 3, 6, 5, 2).getFeatures()).get(1);
        assertThat(y.sum(3).sub(1).amaxNumber().doubleValue()).isLessThan(1e-12);
    }

    @Test
    void anEpsilonOfAnotherShapeIsRefusedByName() {
        MultiLayerNetwork net = net(ours("a", new ActivationReLU()), ours("b", new ActivationReLU()));
        net.getLayer(1).activate(Nd4j.ones(TYPE, 3, 4, 6, 5), true, LayerWorkspaceMgr.noWorkspaces());
        assertThatThrownBy(() ->
                        net.getLayer(1).backpropGradient(Nd4j.ones(TYPE, 3, 4, 6, 6), LayerWorkspaceMgr.noWorkspaces()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("b")
                .hasMessageContaining("[3, 4, 6, 6]");
    }

    @Test
    void backpropBeforeAnyForwardPassIsRefused() {
        MultiLayerNetwork net = net(ours("a", new ActivationReLU()));
        net.getLayer(0).setInput(Nd4j.ones(TYPE, 1, 2, 6, 5), LayerWorkspaceMgr.noWorkspaces());
        assertThatThrownBy(() ->
                        net.getLayer(0).backpropGradient(Nd4j.ones(TYPE, 1, 4, 6, 5), LayerWorkspaceMgr.noWorkspaces()))
                .hasMessageContaining("without a forward pass");
    }
}
