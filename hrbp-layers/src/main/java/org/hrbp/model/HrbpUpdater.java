/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.kernel.Memory;
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
     * Replaces the updater of a network and keeps its state. A network that is cloned, loaded or given another learning rate
     * by {@code setLearningRate} has DL4J's again; to attach twice does no harm.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph, FLOAT or DOUBLE
     * @throws IllegalArgumentException if the model is of another class or data type or not initialised
     */
    public static void attach(Model model) {
        if (model instanceof ComputationGraph graph) {
            checkInitialised(graph);
            graph.setUpdater(new OfGraph(graph, graph.getUpdater(true).getStateViewArray()));
        } else if (model instanceof MultiLayerNetwork network) {
            checkInitialised(network);
            network.setUpdater(new OfNetwork(network, network.getUpdater(true).getStateViewArray()));
        } else {
            throw new IllegalArgumentException("HrbpUpdater serves MultiLayerNetwork and ComputationGraph, not "
                    + model.getClass().getName());
        }
    }

    private static void checkInitialised(Model model) {
        INDArray params = model.params();
        if (params.isEmpty()) {
            throw new IllegalArgumentException("HrbpUpdater needs a "
                    + model.getClass().getSimpleName() + " with parameters; call its init() before attach");
        }
        Memory.isDouble(params.dataType());
    }

    /** The memory of a network when its updater was made, and how to update it. */
    private record Fused(INDArray params, INDArray gradients, List<FusedBlock> blocks) {
        static Fused of(BaseMultiLayerUpdater<?> updater, INDArray params) {
            INDArray gradients = updater.getFlattenedGradientsView();
            List<FusedBlock> blocks = updater.getUpdaterBlocks().stream()
                    .map(block -> new FusedBlock(block, params, gradients, updater.getStateViewArray()))
                    .toList();
            return new Fused(params, gradients, blocks);
        }

        /** Whether a gradient is the network's own, and all is where it was. */
        boolean isOwn(Gradient gradient, INDArray gradientsNow, INDArray paramsNow) {
            return same(gradient.gradient(), gradients) && same(gradientsNow, gradients) && same(paramsNow, params);
        }

        private static boolean same(INDArray a, INDArray b) {
            return a.data().address() == b.data().address() && a.offset() == b.offset() && a.length() == b.length();
        }

        /** @return false if DL4J's own operations must do it; nothing was changed then */
        boolean update(int iteration, int epoch, int examples) {
            if (!blocks.stream().allMatch(FusedBlock::fits)) {
                return false;
            }
            blocks.forEach(block -> block.update(iteration, epoch, examples));
            return true;
        }
    }

    private static final class OfGraph extends ComputationGraphUpdater {
        private final Fused fused;

        OfGraph(ComputationGraph graph, @Nullable INDArray state) {
            super(graph, state);
            fused = Fused.of(this, graph.params());
        }

        @Override
        public synchronized void update(
                Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
            if (!fused.isOwn(gradient, getFlattenedGradientsView(), getParams())) {
                super.update(gradient, iteration, epoch, batchSize, workspaces);
            } else if (!fused.update(iteration, epoch, isMiniBatch() ? batchSize : 1)) {
                Gradient own = new ViewGradient(gradient, getFlattenedGradientsView());
                super.update(own, iteration, epoch, batchSize, workspaces);
            }
        }
    }

    private static final class OfNetwork extends MultiLayerUpdater {
        private final Fused fused;

        OfNetwork(MultiLayerNetwork network, @Nullable INDArray state) {
            super(network, state);
            fused = Fused.of(this, network.params());
        }

        @Override
        public synchronized void update(
                Gradient gradient, int iteration, int epoch, int batchSize, LayerWorkspaceMgr workspaces) {
            if (!fused.isOwn(gradient, getFlattenedGradientsView(), getParams())) {
                super.update(gradient, iteration, epoch, batchSize, workspaces);
            } else if (!fused.update(iteration, epoch, isMiniBatch() ? batchSize : 1)) {
                Gradient own = new ViewGradient(gradient, getFlattenedGradientsView());
                super.update(own, iteration, epoch, batchSize, workspaces);
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
