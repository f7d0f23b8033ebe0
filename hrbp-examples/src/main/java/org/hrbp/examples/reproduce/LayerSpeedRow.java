/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.util.List;

/**
 * The forward pass of a layer, sparse beside dense in turns; a line of {@code layers.csv}.
 *
 * @param net name of the network
 * @param layer first layer of its shape
 * @param layers layers of the same shape and density
 * @param shape shape of its dense weights
 * @param output channels, height and width of its output
 * @param sparsity sparsity of the network
 * @param layerSparsity sparsity of the layer
 * @param batch images
 * @param denseS median seconds of the dense layer on the same kernels
 * @param sparseS median seconds of the sparse layer
 * @param speedup {@code denseS / sparseS}
 * @param steps timed passes of each
 * @param kernel kernel provider
 * @param threads threads
 * @param java version of Java
 * @param commit commit of the sources
 */
record LayerSpeedRow(
        String net,
        String layer,
        int layers,
        String shape,
        String output,
        double sparsity,
        double layerSparsity,
        int batch,
        double denseS,
        double sparseS,
        double speedup,
        int steps,
        String kernel,
        int threads,
        String java,
        String commit) {
    /** What the layers of one net share. */
    List<Object> key() {
        return List.of(net, sparsity);
    }
}
