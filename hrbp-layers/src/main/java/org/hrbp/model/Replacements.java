/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.Map;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * What is to stand in a copy of a network instead of a layer or vertex of that name. A frozen one stays frozen.
 *
 * @param layers layers, without wrappers
 * @param vertices vertices that are no layers, without wrappers
 */
record Replacements(Map<String, Layer> layers, Map<String, GraphVertex> vertices) {}
