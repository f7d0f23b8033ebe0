/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import java.util.ArrayList;
import java.util.Collection;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The user's network, which the first worker trains.
 *
 * @param model a MultiLayerNetwork or ComputationGraph
 */
record Root(Model model) {
    /** Its updater, made if there is none. */
    Updater updater() {
        return model instanceof ComputationGraph graph
                ? graph.getUpdater(true)
                : ((MultiLayerNetwork) model).getUpdater(true);
    }

    @Nullable
    INDArray updaterState() {
        return updater().getStateViewArray();
    }

    Collection<TrainingListener> listeners() {
        return new ArrayList<>(
                model instanceof ComputationGraph graph
                        ? graph.getListeners()
                        : ((MultiLayerNetwork) model).getListeners());
    }

    /**
     * Undoes what ParallelWrapper leaves behind: a MultiLayerNetwork has lost its updater, a ComputationGraph would still wait for
     * other workers' gradients, and both have the wrapper's listeners.
     */
    @SuppressWarnings("NullAway") // DL4J's way to say that no gradients are shared
    void restore(Updater updater, Collection<TrainingListener> listeners) {
        if (model instanceof ComputationGraph graph) {
            graph.setUpdater((ComputationGraphUpdater) updater);
            graph.setGradientsAccumulator(null);
        } else {
            MultiLayerNetwork network = (MultiLayerNetwork) model;
            network.setUpdater(updater);
            network.setGradientsAccumulator(null);
        }
        model.setListeners(listeners);
    }

    /** Averaging leaves patterns inexact; to read them rounds what is stored. */
    void roundPatterns() {
        for (NamedLayer named : NamedLayer.of(model)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer sparse) {
                sparse.patternState();
            }
        }
    }
}
