/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;

/**
 * Lets the optimizer's next step change neither parameters nor updater state: an updater in place of the network's that makes a
 * step of zeros once and puts the network's back. It has the same state array, so a save in between is complete.
 */
final class SkippedStep {
    private SkippedStep() {}

    static void install(Model model) {
        if (model instanceof ComputationGraph graph) {
            graph.setUpdater(new OfGraph(graph, graph.getUpdater(true)));
        } else {
            MultiLayerNetwork network = (MultiLayerNetwork) model;
            network.setUpdater(new OfNetwork(network, network.getUpdater(true)));
        }
    }

    /** Puts the network's updater back if the step to skip never came. */
    static void undo(Model model) {
        if (model instanceof ComputationGraph graph && graph.getUpdater(false) instanceof OfGraph skip) {
            graph.setUpdater(skip.own);
        } else if (model instanceof MultiLayerNetwork network && network.getUpdater(false) instanceof OfNetwork skip) {
            network.setUpdater(skip.own);
        }
    }

    private static final class OfGraph extends ComputationGraphUpdater {
        private final ComputationGraphUpdater own;

        OfGraph(ComputationGraph graph, ComputationGraphUpdater own) {
            super(graph, own.getStateViewArray());
            this.own = own;
        }

        @Override
        public synchronized void update(
                Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
            gradient.gradient().assign(0);
            network.setUpdater(own);
        }
    }

    private static final class OfNetwork extends MultiLayerUpdater {
        private final Updater own;

        OfNetwork(MultiLayerNetwork network, Updater own) {
            super(network, own.getStateViewArray());
            this.own = own;
        }

        @Override
        public synchronized void update(
                Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
            gradient.gradient().assign(0);
            network.setUpdater(own);
        }
    }
}
