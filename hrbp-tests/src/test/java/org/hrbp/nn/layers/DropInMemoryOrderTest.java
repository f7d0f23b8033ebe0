/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Inputs and epsilons in any memory order and data type give the same result, and wrong epsilons are refused. */
class DropInMemoryOrderTest {
    /** The layer that runs on ND4J's functions, which take one data type. */
    private static final int ND4J = 5;

    private static final LayerWorkspaceMgr NONE = LayerWorkspaceMgr.noWorkspaces();

    private static List<INDArray> orders(INDArray a, int index) {
        long[] twice = a.shape().clone();
        for (int d = 0; d < twice.length; d++) {
            twice[d] *= 2;
        }
        INDArray big = Nd4j.ones(a.dataType(), twice);
        INDArray strided = a.rank() == 2
                ? big.get(even(twice, 0), even(twice, 1))
                : big.get(even(twice, 0), even(twice, 1), even(twice, 2), even(twice, 3));
        INDArray innermost = Activations.create(NONE, ArrayType.ACTIVATIONS, a.dataType(), a.shape());
        innermost.assign(a);
        return List.of(a, a.dup('f'), strided.assign(a), innermost, index == ND4J ? a : a.castTo(DataType.FLOAT));
    }

    private static INDArrayIndex even(long[] shape, int axis) {
        return NDArrayIndex.interval(0, 2, shape[axis]);
    }

    private static INDArray exact(INDArray a) {
        return a.castTo(DataType.FLOAT).castTo(DataType.DOUBLE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void anyOrder(int index) {
        MultiLayerNetwork net = Twins.net(
                new Twins.Setting(DataType.DOUBLE, CNN2DFormat.NCHW, WorkspaceMode.NONE),
                InputType.convolutional(6, 4, 3),
                new HrbpBatchNormalization.Builder().fusedReLU(true).build(),
                new HrbpSubsamplingLayer.Builder(2, 2).stride(2, 2).build(),
                new HrbpActivationLayer(Activation.RELU),
                new HrbpActivationLayer(Activation.IDENTITY),
                new HrbpActivationLayer(Activation.TANH),
                new HrbpGlobalPoolingLayer(PoolingType.AVG));
        net.initGradientsView();
        Layer layer = net.getLayer(index);
        INDArray x = exact(Nd4j.randn(DataType.DOUBLE, 5, 3, 6, 4));
        INDArray y = layer.activate(x, true, NONE);
        INDArray dy = exact(Nd4j.randn(DataType.DOUBLE, y.shape()));
        INDArray dx = layer.backpropGradient(dy, NONE).getSecond();
        for (INDArray in : orders(x, index)) {
            Twins.assertClose(layer.activate(in, true, NONE), y, DataType.DOUBLE, "output");
            for (INDArray epsilon : orders(dy, index)) {
                INDArray before = epsilon.dup();
                Twins.assertClose(
                        layer.backpropGradient(epsilon, NONE).getSecond(), dx, DataType.DOUBLE, "input gradient");
                Twins.assertClose(epsilon, before, DataType.DOUBLE, "epsilon untouched");
            }
        }
        assertThatThrownBy(() -> layer.backpropGradient(Nd4j.rand(DataType.DOUBLE, 4, 2, 6, 4), NONE))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("4, 2, 6, 4");
    }
}
