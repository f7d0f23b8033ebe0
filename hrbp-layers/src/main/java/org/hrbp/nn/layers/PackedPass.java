/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvKernels;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorKernels;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Forward pass and gradients of one sparse layer on batch-innermost arrays; keeps what the gradients need. */
final class PackedPass {
    private final LivePattern live;
    private final GradientRequest request;
    private @Nullable INDArray x;
    private @Nullable ConvGeometry geometry;
    private @Nullable ConvKernels kernels;

    PackedPass(LivePattern live, GradientRequest request) {
        this.live = live;
        this.request = request;
    }

    void forward(ConvGeometry window, INDArray input, INDArray weights, @Nullable INDArray bias, INDArray z) {
        Tensor in = Activations.tensor(input);
        Tensor out = Activations.tensor(z);
        x = input;
        geometry = window;
        kernels = live.kernels(window, in.layout(), out.layout());
        kernels.forward(in.memory(), Memory.of(weights), bias == null ? null : Memory.of(bias), out.memory());
    }

    /**
     * Gradients of the last forward pass. Those of the parameters are written into DL4J's views in place; a copy would silently
     * never be applied.
     */
    Pair<Gradient, @Nullable INDArray> backward(
            INDArray dz,
            Map<String, INDArray> gradientViews,
            INDArray weights,
            boolean inputGradient,
            LayerWorkspaceMgr ws) {
        if (x == null || geometry == null || kernels == null) {
            throw new IllegalStateException("The gradient needs a forward pass before it");
        }
        Tensor dy = Activations.tensor(dz);
        Gradient gradient = new DefaultGradient();
        INDArray weightGradient = Objects.requireNonNull(gradientViews.get(HrbpParamInitializer.WEIGHT_KEY));
        Memory dw = Memory.of(weightGradient);
        kernels.weightGradient(Activations.tensor(x).memory(), dy.memory(), dw);
        live.clearUnused(dw);
        gradient.setGradientFor(HrbpParamInitializer.WEIGHT_KEY, weightGradient);
        request.answer(geometry, x, dz);
        INDArray biasGradient = gradientViews.get(HrbpParamInitializer.BIAS_KEY);
        if (biasGradient != null) {
            biasGradient(dy, Memory.of(biasGradient), Kernels.of(dz.dataType()).tensors());
            gradient.setGradientFor(HrbpParamInitializer.BIAS_KEY, biasGradient);
        }
        if (!inputGradient) {
            return new Pair<>(gradient, null);
        }
        INDArray dx = Activations.create(ws, ArrayType.ACTIVATION_GRAD, x.dataType(), x.shape());
        kernels.inputGradient(
                dy.memory(), Memory.of(weights), Activations.tensor(dx).memory());
        return new Pair<>(gradient, dx);
    }

    private static void biasGradient(Tensor dy, Memory target, TensorKernels tensors) {
        double[] sums = new double[dy.layout().channels()];
        tensors.channelSums(dy, sums);
        for (int c = 0; c < sums.length; c++) {
            target.set(c, sums[c]);
        }
    }

    void clear() {
        x = null;
        geometry = null;
        kernels = null;
    }
}
