/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.TrainingConfig;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.NoOpUpdater;
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
            Trainable layer,
            String name,
            INDArray gradientView,
            Memory gradient,
            @Nullable Memory velocity,
            Memory params) {}

    FusedBlock(UpdaterBlock block, INDArray params, INDArray gradients, @Nullable INDArray state) {
        this.block = block;
        this.type = params.dataType();
        Memory allParams = Memory.of(params);
        Memory allGradients = Memory.of(gradients);
        for (UpdaterBlock.ParamState p : block.getLayersAndVariablesInBlock()) {
            int first = p.getParamOffsetStart();
            int length = p.getParamOffsetEnd() - first;
            int velocity = block.getUpdaterViewOffsetStart() + first - block.getParamOffsetStart();
            if (length > 0) {
                parts.add(new Part(
                        p.getLayer(),
                        p.getParamName(),
                        p.getGradView(),
                        allGradients.slice(first, length),
                        isNesterovs() ? Memory.of(Objects.requireNonNull(state)).slice(velocity, length) : null,
                        allParams.slice(first, length)));
            }
        }
    }

    private boolean isNesterovs() {
        return block.getGradientUpdater().getClass() == NesterovsUpdater.class;
    }

    /**
     * Whether the block asks for nothing but Nesterovs, with or without L2, or no update at all. Asked in every step, as DL4J
     * reads its configuration in every step.
     */
    boolean fits() {
        boolean known = isNesterovs() || block.getGradientUpdater().getClass() == NoOpUpdater.class;
        return known && parts.stream().allMatch(this::fits);
    }

    private boolean fits(Part part) {
        TrainingConfig config = part.layer().getConfig();
        GradientNormalization normalization = config.getGradientNormalization();
        List<Regularization> all = config.getRegularizationByParam(part.name());
        return (normalization == null || normalization == GradientNormalization.None)
                && !config.isPretrainParam(part.name())
                && (all == null || all.isEmpty() || (isNesterovs() && isL2(all)));
    }

    private static boolean isL2(List<Regularization> all) {
        return all.size() == 1 && all.get(0).getClass() == L2Regularization.class;
    }

    /**
     * Turns the gradients of the block into the step that DL4J takes off the parameters. Only if it {@link #fits}.
     *
     * @param examples what gradients are divided by; 1 if they are sums
     */
    void update(int iteration, int epoch, int examples) {
        for (Part part : parts) {
            boolean divided = part.layer().updaterDivideByMinibatch(part.name());
            if (part.velocity() != null) {
                nesterovs(part, part.velocity(), divided ? 1.0 / examples : 1, iteration, epoch);
            } else if (divided && examples > 1) {
                part.gradientView().divi(examples);
            }
        }
    }

    private void nesterovs(Part part, Memory velocity, double scale, int iteration, int epoch) {
        Nesterovs updater = (Nesterovs) block.getGradientUpdater().getConfig();
        Kernels.of(type)
                .tensors()
                .nesterovs(
                        part.gradient(),
                        velocity,
                        part.params(),
                        scale,
                        decay(part, iteration, epoch),
                        updater.getLearningRate(iteration, epoch),
                        updater.currentMomentum(iteration, epoch));
    }

    private static double decay(Part part, int iteration, int epoch) {
        List<Regularization> all = part.layer().getConfig().getRegularizationByParam(part.name());
        return all == null || all.isEmpty()
                ? 0
                : ((L2Regularization) all.get(0)).getL2().valueAt(iteration, epoch);
    }
}
