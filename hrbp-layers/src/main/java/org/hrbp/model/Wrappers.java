/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/** Configurations that freeze another one: what is inside, and the same wrapper around something else. */
final class Wrappers {
    private Wrappers() {}

    static Layer unwrap(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unwrap(frozen.getLayer());
        }
        return layer instanceof FrozenLayerWithBackprop frozen ? unwrap(frozen.getUnderlying()) : layer;
    }

    static GraphVertex unwrap(GraphVertex vertex) {
        return vertex instanceof FrozenVertex frozen ? unwrap(frozen.getUnderlying()) : vertex;
    }

    /** The wrappers of a layer around another one; the other one itself if there are none. */
    static Layer around(Layer inner, Layer like) {
        if (like instanceof FrozenLayer frozen) {
            FrozenLayer layer = new FrozenLayer(around(inner, frozen.getLayer()));
            layer.setLayerName(like.getLayerName());
            layer.setIDropout(like.getIDropout());
            return layer;
        }
        if (like instanceof FrozenLayerWithBackprop frozen) {
            FrozenLayerWithBackprop layer = new FrozenLayerWithBackprop(around(inner, frozen.getUnderlying()));
            layer.setLayerName(like.getLayerName());
            layer.setIDropout(like.getIDropout());
            return layer;
        }
        return inner;
    }

    static GraphVertex around(GraphVertex inner, GraphVertex like) {
        return like instanceof FrozenVertex frozen ? new FrozenVertex(around(inner, frozen.getUnderlying())) : inner;
    }
}
