/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.DensityPlan;

/**
 * A network of the zoo.
 *
 * @param conf configuration with one input {@code [N, C, H, W]} and one output {@code [N, classes]} (softmax)
 * @param plan what every convolution and the classifier keep; the configuration's layers keep exactly that
 */
public record ZooNet(ComputationGraphConfiguration conf, DensityPlan plan) {
    /**
     * Makes the network with initial weights from the configuration's seed.
     *
     * @return a new network
     */
    public ComputationGraph init() {
        ComputationGraph graph = new ComputationGraph(conf);
        graph.init();
        return graph;
    }
}
