/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.WeightShape;

/** How many weights layers have. */
final class Sizes {
    private Sizes() {}

    /** Shape of the weights of a convolution or fully connected layer, DL4J's or ours. */
    static WeightShape shape(FeedForwardLayer conf) {
        if (conf instanceof SparseLayerConf sparse) {
            return sparse.weightShape();
        }
        int nOut = Math.toIntExact(conf.getNOut());
        int nIn = Math.toIntExact(conf.getNIn());
        return conf instanceof ConvolutionLayer convolution
                ? new WeightShape(
                        nOut, nIn, convolution.getKernelSize()[0], convolution.getKernelSize()[1])
                : WeightShape.dense(nOut, nIn);
    }

    /** Weights of a runtime layer, those that do not exist included, and what it keeps. */
    static long[] weightsAndKept(Layer layer) {
        Layer inner = NamedLayer.unwrap(layer);
        if (inner instanceof SparseLayer sparse) {
            return new long[] {sparse.pattern().shape().size(), sparse.pattern().keptCount()};
        }
        org.deeplearning4j.nn.conf.layers.Layer conf = inner.conf().getLayer();
        long weights = conf.initializer().weightKeys(conf).stream()
                .mapToLong(key -> inner.getParam(key).length())
                .sum();
        return new long[] {weights, weights};
    }
}
