/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.BaseActivationFunction;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ReLU which, while held, passes what it passed in the forward pass before. A difference of gradients has then no part of the
 * kinks that lie between its ends, as automatic differentiation has none.
 */
final class HeldRelu extends BaseActivationFunction {
    private static final long serialVersionUID = 1;

    private final AtomicBoolean held;
    private @Nullable INDArray passed;

    private HeldRelu(AtomicBoolean held) {
        this.held = held;
    }

    /** Puts these in place of the plain ReLUs of a network that is ours to change; the switch holds them all. */
    static AtomicBoolean putInto(Model network) {
        AtomicBoolean held = new AtomicBoolean();
        for (NamedLayer named : NamedLayer.of(network)) {
            var conf = NamedLayer.unwrap(named.layer()).conf().getLayer();
            if (conf instanceof BaseLayer layer && isRelu(layer.getActivationFn())) {
                layer.setActivationFn(new HeldRelu(held));
            } else if (conf instanceof ActivationLayer layer && isRelu(layer.getActivationFn())) {
                layer.setActivationFn(new HeldRelu(held));
            }
        }
        return held;
    }

    private static boolean isRelu(@Nullable IActivation function) {
        return new ActivationReLU().equals(function);
    }

    @Override
    public INDArray getActivation(INDArray in, boolean training) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            if (!held.get()) {
                passed = in.gt(0);
            }
            return in.muli(factors(in));
        }
    }

    /** In place of the input, as DL4J's ReLU. */
    @Override
    public Pair<INDArray, @Nullable INDArray> backprop(INDArray in, INDArray epsilon) {
        try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return new Pair<>(in.assign(epsilon).muli(factors(in)), null);
        }
    }

    private INDArray factors(INDArray like) {
        return Objects.requireNonNull(passed).castTo(like.dataType());
    }

    @Override
    public String toString() {
        return "held relu";
    }
}
