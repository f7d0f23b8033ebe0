/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.conf;

import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;

/** Configurations that freeze another one: what is inside, and the same wrapper around something else. */
public final class Wrappers {
    private Wrappers() {}

    /**
     * The layer inside frozen ones.
     *
     * @param layer a layer, frozen or not
     * @return the innermost layer; the layer itself if it is not frozen
     */
    public static Layer unwrap(Layer layer) {
        if (layer instanceof FrozenLayer frozen) {
            return unwrap(frozen.getLayer());
        }
        return layer instanceof FrozenLayerWithBackprop frozen ? unwrap(frozen.getUnderlying()) : layer;
    }

    /**
     * The vertex inside frozen ones.
     *
     * @param vertex a vertex, frozen or not
     * @return the innermost vertex; the vertex itself if it is not frozen
     */
    public static GraphVertex unwrap(GraphVertex vertex) {
        return vertex instanceof FrozenVertex frozen ? unwrap(frozen.getUnderlying()) : vertex;
    }

    /**
     * The wrappers of a layer around another one.
     *
     * @param inner the other layer
     * @param like the layer with the wrappers
     * @return the other layer, frozen as the one with the wrappers; itself if there are none
     */
    public static Layer around(Layer inner, Layer like) {
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

    /**
     * The wrappers of a vertex around another one.
     *
     * @param inner the other vertex
     * @param like the vertex with the wrappers
     * @return the other vertex, frozen as the one with the wrappers; itself if there are none
     */
    public static GraphVertex around(GraphVertex inner, GraphVertex like) {
        return like instanceof FrozenVertex frozen ? new FrozenVertex(around(inner, frozen.getUnderlying())) : inner;
    }
}
