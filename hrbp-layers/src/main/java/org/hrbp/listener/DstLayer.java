/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import org.deeplearning4j.nn.api.Layer;
import org.hrbp.evolve.Values;
import org.hrbp.kernel.Memory;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.hrbp.pattern.PatternState;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer that topology updates change.
 *
 * @param name name of the layer or vertex
 * @param layer the runtime layer inside all wrappers
 * @param sparse the same layer
 */
record DstLayer(String name, Layer layer, SparseLayer sparse) {
    PatternState state() {
        return sparse.patternState();
    }

    Memory weights() {
        return Memory.of(layer.getParam(HrbpParamInitializer.WEIGHT_KEY));
    }

    /** The gradients of the weights, which come first among the layer's. */
    Memory gradient() {
        return Memory.of(layer.getGradientsViewArray()).slice(0, weights().length());
    }

    static Values values(INDArray array) {
        return values(Memory.of(array));
    }

    static Values values(Memory memory) {
        return Values.of(memory.length(), memory::get);
    }
}
