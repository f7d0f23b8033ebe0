/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import org.deeplearning4j.nn.layers.BaseLayer;
import org.hrbp.kernel.ConvGeometry;
import org.hrbp.kernel.ConvPlan;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.WeightShape;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The weight gradient at places that somebody asked for, from one backward pass; nothing is kept for passes without request. */
final class GradientRequest {
    private final BaseLayer<?> layer;
    private @Nullable Pattern places;
    private @Nullable INDArray gradient;

    GradientRequest(BaseLayer<?> layer) {
        this.layer = layer;
    }

    void places(Pattern wanted) {
        WeightShape shape = ((SparseLayerConf) layer.conf().getLayer()).weightShape();
        if (!wanted.shape().equals(shape)) {
            throw new IllegalArgumentException(
                    "Layer \"" + layer.conf().getLayer().getLayerName() + "\": the gradient of places of shape "
                            + wanted.shape() + " is asked for; the layer has " + shape);
        }
        places = wanted;
    }

    /** Computes what was asked for from the arrays of a backward pass, if anything was. */
    void answer(ConvGeometry geometry, INDArray x, INDArray dz) {
        release();
        Pattern wanted = places;
        if (wanted == null) {
            return;
        }
        places = null;
        Tensor in = Activations.tensor(x);
        Tensor dy = Activations.tensor(dz);
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            gradient = Nd4j.createUninitialized(dz.dataType(), 1, wanted.keptCount());
        }
        Kernels.of(dz.dataType())
                .prepare(new ConvPlan(wanted, geometry, in.layout(), dy.layout()))
                .weightGradient(in.memory(), dy.memory(), Memory.of(gradient));
    }

    private void release() {
        if (gradient != null) {
            gradient.close();
            gradient = null;
        }
    }

    @Nullable
    INDArray take() {
        INDArray taken = gradient;
        gradient = null;
        return taken;
    }
}
