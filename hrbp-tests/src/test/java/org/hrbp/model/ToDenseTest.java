/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.zoo.ResNetCifar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ToDenseTest {
    @ParameterizedTest
    @MethodSource("org.hrbp.model.SparsifyTest#floats")
    void thereAndBack(Model stock) {
        StockNets.fit(stock, StockNets.data(DataType.FLOAT, 1));
        Model sparse = SparsifyTest.sparsify(stock, SparsifyTest.spec(0.7));
        Model dense = SparsifyTest.toDense(sparse);
        assertThat(SparsifyTest.conf(dense)).isEqualTo(SparsifyTest.conf(stock));
        StockNets.assertSameOutputs(dense, sparse, DataType.FLOAT);
        StockNets.mask(stock, sparse);
        assertThat(dense.params()).isEqualTo(stock.params());
    }

    @Test
    void aZooNetworkLosesFusedReLUsAndFanOuts() {
        ComputationGraph sparse = ResNetCifar.builder()
                .depth(8)
                .width(8)
                .classes(StockNets.CLASSES)
                .input(StockNets.SIZE, StockNets.SIZE, 3)
                .groupRows(4)
                .build()
                .init();
        sparse.fit(StockNets.data(DataType.FLOAT, 1));
        ComputationGraph dense = Hrbp.toDense(sparse);
        assertThat(dense.getConfiguration().toJson()).doesNotContain("org.hrbp");
        assertThat(dense.getConfiguration().getVertexInputs().get("stem-bn-relu"))
                .containsExactly("stem-bn");
        StockNets.assertSameOutputs(dense, sparse, DataType.FLOAT);
        ComputationGraph again = Hrbp.sparsify(dense, SparsifyTest.spec(0.5));
        assertThat(HrbpWeights.pattern(again, "classifier").density()).isEqualTo(1);
    }

    @Test
    void aFusedReLUOfALayerListBecomesALayer() {
        MultiLayerNetwork sparse = net(CNN2DFormat.NCHW, 12);
        MultiLayerNetwork dense = Hrbp.toDense(sparse);
        assertThat(NamedLayer.of(dense).stream().map(NamedLayer::name))
                .containsExactly("conv", "bn", "bn-relu", "pool", "out");
        assertThat(dense.getLayerWiseConfigurations().getInputPreProcessors()).containsOnlyKeys(4);
        StockNets.assertSameOutputs(dense, sparse, DataType.FLOAT);
    }

    @Test
    void channelsLast() {
        MultiLayerNetwork sparse = net(CNN2DFormat.NHWC, 3);
        MultiLayerNetwork dense = Hrbp.toDense(sparse);
        INDArray x = StockNets.data(DataType.FLOAT, 1)
                .getFeatures()
                .permute(0, 2, 3, 1)
                .dup('c');
        StockNets.assertClose(dense.output(x), sparse.output(x), 1e-5);
        StockNets.assertClose(Hrbp.sparsify(dense, SparsifyTest.spec(0)).output(x), sparse.output(x), 1e-5);
    }

    private static MultiLayerNetwork net(CNN2DFormat format, int nOut) {
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .list()
                .layer(new HrbpConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .convolutionMode(ConvolutionMode.Same)
                        .dataFormat(format)
                        .nOut(nOut)
                        .density(0.4)
                        .groupRows(4)
                        .build())
                .layer(new HrbpBatchNormalization.Builder()
                        .name("bn")
                        .fusedReLU(true)
                        .build())
                .layer(new HrbpSubsamplingLayer.Builder(2, 2).name("pool").build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .nOut(StockNets.CLASSES)
                        .build())
                .setInputType(InputType.convolutional(StockNets.SIZE, StockNets.SIZE, 3, format))
                .build());
        net.init();
        return net;
    }

    @Test
    void whatDl4jCannotRunIsRefused() {
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(3).build())
                .layer(new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.SUM, new int[] {2, 2})
                        .name("sum")
                        .build())
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.convolutional(8, 8, 3))
                .build());
        net.init();
        assertThatThrownBy(() -> Hrbp.toDense(net))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"sum\"")
                .hasMessageContaining("SUM");
    }
}
