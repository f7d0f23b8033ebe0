/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import org.hrbp.pattern.WeightShape;

/**
 * A layer as an allocation sees it. Biases and batch normalisation do not count.
 *
 * @param name name of the layer, for messages
 * @param shape shape of its weights; a fully connected layer counts as a 1x1 convolution
 * @param forcedDense whether the layer keeps all its weights, paid for by the other layers
 */
public record LayerSize(String name, WeightShape shape, boolean forcedDense) {
    /**
     * The fully connected layer at the end of a network, forced dense (our choice).
     *
     * @param name name of the layer
     * @param nOut number of classes
     * @param nIn number of inputs
     * @return the layer
     */
    public static LayerSize classifier(String name, int nOut, int nIn) {
        return new LayerSize(name, WeightShape.dense(nOut, nIn), true);
    }
}
