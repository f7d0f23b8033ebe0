/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.spark;

import java.util.Collection;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.core.storage.StatsStorageRouterProvider;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;
import org.jspecify.annotations.Nullable;

/**
 * DL4J's worker, which counts a graph's steps from 0 in every round: the copy of a graph's configuration has lost its counts, on
 * which learning rate schedules and Adam depend. A MultiLayerNetwork's has them.
 */
@SuppressWarnings("NullAway") // DL4J takes null where nobody listens
final class RoundsWorker extends ParameterAveragingTrainingWorker {
    private static final long serialVersionUID = 1;

    private final Broadcast<NetBroadcastTuple> network;

    RoundsWorker(
            Broadcast<NetBroadcastTuple> network,
            WorkerConfiguration settings,
            @Nullable Collection<TrainingHook> hooks,
            @Nullable Collection<TrainingListener> listeners,
            @Nullable StatsStorageRouterProvider router) {
        super(network, true, settings, hooks, listeners, router);
        this.network = network;
    }

    @Override
    public ComputationGraph getInitialModelGraph() {
        ComputationGraph graph = super.getInitialModelGraph();
        ComputationGraphConfiguration sent = network.getValue().getGraphConfiguration();
        graph.getConfiguration().setIterationCount(sent.getIterationCount());
        graph.getConfiguration().setEpochCount(sent.getEpochCount());
        return graph;
    }
}
