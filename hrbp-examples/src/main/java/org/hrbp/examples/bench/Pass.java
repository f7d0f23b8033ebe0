/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import org.hrbp.kernel.ConvKernels;

/** The passes of a layer. Each touches the activations on either side of the layer and the weights once. */
enum Pass {
    /** Output from input and weights. */
    FORWARD("forward") {
        @Override
        void run(ConvKernels kernels, LayerMemory memory) {
            kernels.forward(memory.input(), memory.weights(), null, memory.output());
        }
    },
    /** Gradient of the input from that of the output and the weights. */
    INPUT_GRADIENT("input_grad") {
        @Override
        void run(ConvKernels kernels, LayerMemory memory) {
            kernels.inputGradient(memory.outputGradient(), memory.weights(), memory.inputGradient());
        }
    },
    /** Gradient of the weights from the input and the gradient of the output. */
    WEIGHT_GRADIENT("weight_grad") {
        @Override
        void run(ConvKernels kernels, LayerMemory memory) {
            kernels.weightGradient(memory.input(), memory.outputGradient(), memory.weightGradient());
        }
    };

    private final String id;

    Pass(String id) {
        this.id = id;
    }

    /** The name for the row. */
    String id() {
        return id;
    }

    abstract void run(ConvKernels kernels, LayerMemory memory);
}
