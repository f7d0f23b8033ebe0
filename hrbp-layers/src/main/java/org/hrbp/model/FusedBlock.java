/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.NoOpUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/** One of DL4J's updater blocks: contiguous parameters with one updater configuration. */
final class FusedBlock {
    private final UpdaterBlock block;
    private final DataType type;
    private final List<Part> parts = new ArrayList<>();

    /** One parameter of a layer. The velocity is null where the updater has none. */
    private record Part(
            @Nullable L2Regularization l2,
            boolean divided,
            INDArray gradientView,
            Memory gradient,
            @Nullable Memory velocity,
            Memory params) {}

    private FusedBlock(UpdaterBlock block, INDArray params, INDArray gradients, @Nullable INDArray state) {
        this.block = block;
        this.type = params.dataType();
        Memory allParams = Memory.of(params);
        Memory allGradients = Memory.of(gradients);
        for (UpdaterBlock.ParamState p : block.getLayersAndVariablesInBlock()) {
            int first = p.getParamOffsetStart();
            int length = p.getParamOffsetEnd() - first;
            int velocity = block.getUpdaterViewOffsetStart() + first - block.getParamOffsetStart();
            boolean nesterovs = state != null && nesterovs() != null;
            parts.add(new Part(
                    l2(p),
                    p.getLayer().updaterDivideByMinibatch(p.getParamName()),
                    p.getGradView(),
                    allGradients.slice(first, length),
                    nesterovs ? Memory.of(Objects.requireNonNull(state)).slice(velocity, length) : null,
                    allParams.slice(first, length)));
        }
    }

    private @Nullable Nesterovs nesterovs() {
        return block.getGradientUpdater().getConfig() instanceof Nesterovs n ? n : null;
    }

    private static @Nullable L2Regularization l2(UpdaterBlock.ParamState p) {
        List<Regularization> all = p.getLayer().getConfig().getRegularizationByParam(p.getParamName());
        return all == null || all.isEmpty() ? null : (L2Regularization) all.get(0);
    }

    /**
     * The blocks of a network, or null if one of them asks for anything but Nesterovs, L2 or no update at all.
     *
     * @param blocks DL4J's blocks
     * @param params all parameters
     * @param gradients all gradients
     * @param state all updater state
     */
    static @Nullable List<FusedBlock> all(
            List<UpdaterBlock> blocks, INDArray params, INDArray gradients, @Nullable INDArray state) {
        if (!blocks.stream().allMatch(FusedBlock::fits)) {
            return null;
        }
        return blocks.stream()
                .map(block -> new FusedBlock(block, params, gradients, state))
                .toList();
    }

    private static boolean fits(UpdaterBlock block) {
        IUpdater updater = block.getGradientUpdater().getConfig();
        boolean known = updater instanceof Nesterovs || block.getGradientUpdater() instanceof NoOpUpdater;
        return known
                && block.getLayersAndVariablesInBlock().stream()
                        .allMatch(p -> fits(p.getLayer(), p.getParamName(), updater instanceof Nesterovs));
    }

    private static boolean fits(Trainable layer, String param, boolean l2Allowed) {
        GradientNormalization normalization = layer.getConfig().getGradientNormalization();
        List<Regularization> all = layer.getConfig().getRegularizationByParam(param);
        boolean none = all == null || all.isEmpty();
        return (normalization == null || normalization == GradientNormalization.None)
                && !layer.getConfig().isPretrainParam(param)
                && (none || (l2Allowed && all.size() == 1 && all.get(0) instanceof L2Regularization));
    }

    /** Turns the gradients of the block into the step that DL4J takes off the parameters. */
    void update(int iteration, int epoch, int examples) {
        Nesterovs updater = nesterovs();
        for (Part part : parts) {
            if (updater == null || part.velocity() == null) {
                if (part.divided() && examples > 1) {
                    part.gradientView().divi(examples);
                }
                continue;
            }
            L2Regularization l2 = part.l2();
            Kernels.of(type)
                    .tensors()
                    .nesterovs(
                            part.gradient(),
                            part.velocity(),
                            part.params(),
                            part.divided() ? 1.0 / examples : 1,
                            l2 == null ? 0 : l2.getL2().valueAt(iteration, epoch),
                            updater.getLearningRate(iteration, epoch),
                            updater.currentMomentum(iteration, epoch));
        }
    }
}
