/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.hrbp.pattern.WeightShape;

/** Shapes of the weights of layers, DL4J's or ours. */
public final class WeightShapes {
    private WeightShapes() {}

    /**
     * Shape of the weights of a 2D convolution or fully connected layer.
     *
     * @param layer a layer whose numbers of inputs and outputs are set
     * @return output channels, input channels, kernel height and width
     * @throws IllegalArgumentException if a size is below 1
     */
    public static WeightShape of(FeedForwardLayer layer) {
        if (layer instanceof SparseLayerConf sparse) {
            return sparse.weightShape();
        }
        int nOut = Math.toIntExact(layer.getNOut());
        int nIn = Math.toIntExact(layer.getNIn());
        return layer instanceof ConvolutionLayer convolution
                ? new WeightShape(
                        nOut, nIn, convolution.getKernelSize()[0], convolution.getKernelSize()[1])
                : WeightShape.dense(nOut, nIn);
    }
}
