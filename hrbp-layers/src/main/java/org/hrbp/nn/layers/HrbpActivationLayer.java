/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.Kernels;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An activation function. ReLU and identity of {@code [N, C]} and {@code [N, C, H, W]} arrays run on the kernels;
 * everything else runs as in the stock layer.
 */
public class HrbpActivationLayer extends ActivationLayer {
    private @Nullable INDArray x;
    private CNN2DFormat format = CNN2DFormat.NCHW;

    /**
     * Makes the layer.
     *
     * @param conf configuration with an {@link org.hrbp.nn.conf.HrbpActivationLayer}
     * @param dataType FLOAT or DOUBLE
     */
    public HrbpActivationLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    private boolean relu() {
        return OutputActivation.isRelu(layerConf().getActivationFn());
    }

    private boolean onKernels() {
        boolean known = relu() || layerConf().getActivationFn() instanceof ActivationIdentity;
        return known && (input.rank() == 2 || input.rank() == 4);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr ws) {
        assertInputSet(false);
        if (!onKernels()) {
            // a copy even in inference, where stock works on the input in place, which others may share
            INDArray copy = ws.dup(ArrayType.ACTIVATIONS, input, input.ordering());
            return layerConf().getActivationFn().getActivation(copy, training);
        }
        CNN2DFormat cheapest = Formats.cheapest(input);
        INDArray in = Formats.toKernels(input, cheapest, dataType, ws, ArrayType.ACTIVATIONS);
        INDArray y = Activations.create(ws, ArrayType.ACTIVATIONS, dataType, in.shape());
        if (relu()) {
            Kernels.of(dataType).tensors().relu(Activations.tensor(in), Activations.tensor(y));
        } else {
            Kernels.of(dataType).tensors().copy(Activations.tensor(in), Activations.tensor(y));
        }
        x = in;
        format = cheapest;
        return Formats.toNetwork(y, format);
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr ws) {
        assertInputSet(true);
        if (!onKernels()) {
            return super.backpropGradient(epsilon, ws);
        }
        if (x == null) {
            throw new IllegalStateException("Backprop without a forward pass " + layerId());
        }
        INDArray dy = Formats.epsilon(epsilon, format, dataType, ws, layerId(), x.shape());
        INDArray dx = Activations.create(ws, ArrayType.ACTIVATION_GRAD, dataType, x.shape());
        if (relu()) {
            // x, not y: the next layer may change y in place, and both have the same sign
            Kernels.of(dataType)
                    .tensors()
                    .reluGradient(Activations.tensor(x), Activations.tensor(dy), Activations.tensor(dx));
        } else {
            Kernels.of(dataType).tensors().copy(Activations.tensor(dy), Activations.tensor(dx));
        }
        return new Pair<>(new DefaultGradient(), Formats.toNetwork(dx, format));
    }

    @Override
    public void clear() {
        super.clear();
        x = null;
    }
}
