/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import org.deeplearning4j.nn.api.Layer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;

/** How many weights layers have. */
final class Sizes {
    private Sizes() {}

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
