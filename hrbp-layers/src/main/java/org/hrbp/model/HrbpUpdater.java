/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An updater that touches every kept weight once. DL4J 1.0.0-M2.1 takes a network's own gradients for another network's,
 * because it compares a reshaped copy of the view, and so makes some ten views per parameter in every step; its operations for
 * minibatch division, L2 and momentum pass over the parameters one after the other. Here Nesterovs with or without L2 is one
 * pass of our kernels, and everything else runs in DL4J's own operations, without the views. State and saved files are
 * DL4J's; results are equal up to rounding.
 */
public final class HrbpUpdater {
    private HrbpUpdater() {}

    /**
     * Replaces the updater of a network and keeps its state. A network that is cloned or loaded has DL4J's again.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph
     * @throws IllegalArgumentException if the model is of another class
     */
    public static void attach(Model model) {
        if (model instanceof ComputationGraph graph) {
            graph.setUpdater(new OfGraph(graph, graph.getUpdater(true).getStateViewArray()));
        } else if (model instanceof MultiLayerNetwork network) {
            network.setUpdater(new OfNetwork(network, network.getUpdater(true).getStateViewArray()));
        } else {
            throw new IllegalArgumentException(
                    "HrbpUpdater serves MultiLayerNetwork and ComputationGraph, not " + model.getClass());
        }
    }

    /** Whether a gradient is the network's own and the parameters are where they were. */
    private static boolean isOwn(Gradient gradient, INDArray view, INDArray params, INDArray paramsThen) {
        return same(gradient.gradient(), view) && same(params, paramsThen);
    }

    private static boolean same(INDArray a, INDArray b) {
        return a.data().address() == b.data().address() && a.offset() == b.offset() && a.length() == b.length();
    }

    private static final class OfGraph extends ComputationGraphUpdater {
        private final INDArray params;
        private final @Nullable List<FusedBlock> blocks;

        OfGraph(ComputationGraph graph, @Nullable INDArray state) {
            super(graph, state);
            params = graph.params();
            blocks = FusedBlock.all(getUpdaterBlocks(), params, getFlattenedGradientsView(), getStateViewArray());
        }

        @Override
        public synchronized void update(
                Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
            if (!isOwn(gradient, getFlattenedGradientsView(), getParams(), params)) {
                super.update(gradient, iteration, epoch, batchSize, workspaces);
            } else if (blocks == null) {
                Gradient own = new ViewGradient(gradient, getFlattenedGradientsView());
                super.update(own, iteration, epoch, batchSize, workspaces);
            } else {
                int examples = isMiniBatch() ? batchSize : 1;
                blocks.forEach(block -> block.update(iteration, epoch, examples));
            }
        }
    }

    private static final class OfNetwork extends MultiLayerUpdater {
        private final INDArray params;
        private final @Nullable List<FusedBlock> blocks;

        OfNetwork(MultiLayerNetwork network, @Nullable INDArray state) {
            super(network, state);
            params = network.params();
            blocks = FusedBlock.all(getUpdaterBlocks(), params, getFlattenedGradientsView(), getStateViewArray());
        }

        @Override
        public synchronized void update(
                Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
            if (!isOwn(gradient, getFlattenedGradientsView(), getParams(), params)) {
                super.update(gradient, iteration, epoch, batchSize, workspaces);
            } else if (blocks == null) {
                Gradient own = new ViewGradient(gradient, getFlattenedGradientsView());
                super.update(own, iteration, epoch, batchSize, workspaces);
            } else {
                int examples = isMiniBatch() ? batchSize : 1;
                blocks.forEach(block -> block.update(iteration, epoch, examples));
            }
        }

        @Override
        public Updater clone() {
            return new OfNetwork(network, null);
        }
    }

    /** A gradient that hands out its flat view as it is. */
    private record ViewGradient(Gradient gradients, INDArray view) implements Gradient {
        private static final long serialVersionUID = 1L;

        @Override
        public Map<String, INDArray> gradientForVariable() {
            return gradients.gradientForVariable();
        }

        @Override
        public INDArray gradient(List<String> order) {
            return gradients.gradient(order);
        }

        @Override
        public INDArray gradient() {
            return view;
        }

        @Override
        public void clear() {
            gradients.clear();
        }

        @Override
        public INDArray getGradientFor(String variable) {
            return gradients.getGradientFor(variable);
        }

        @Override
        public INDArray setGradientFor(String variable, INDArray gradient) {
            return gradients.setGradientFor(variable, gradient);
        }

        @Override
        public INDArray setGradientFor(String variable, INDArray gradient, Character flatteningOrder) {
            return gradients.setGradientFor(variable, gradient, flatteningOrder);
        }

        @Override
        public Character flatteningOrderForVariable(String variable) {
            return gradients.flatteningOrderForVariable(variable);
        }
    }
}
