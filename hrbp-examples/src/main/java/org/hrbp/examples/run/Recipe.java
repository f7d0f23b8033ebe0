/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.zoo.Zoo;

/**
 * The recipe that runs follow unless options say otherwise. The paper does not give its own; this is GraSP's for CIFAR, whose
 * dense accuracies the paper quotes (our choice): 160 epochs, batch 128, momentum 0.9, learning rate 0.1, x 0.1 at 50 % and
 * x 0.01 at 75 % of the epochs, weight decay 1e-4 for ResNets and 5e-4 for VGG, crop and flip for CIFAR.
 */
public final class Recipe {
    /** Epochs of a full training. */
    public static final int EPOCHS = 160;

    /** Images per step. */
    public static final int BATCH = 128;

    private Recipe() {}

    /**
     * The configuration of a run with static patterns at 90 % sparsity, or of a dense one.
     *
     * @param net name of the network, one of {@link Zoo#names()}
     * @param data name of the data set
     * @param method static method
     * @return the configuration, seed 1
     */
    public static RunConfig of(String net, String data, Method method) {
        return new RunConfig(
                net,
                data,
                method.id(),
                method.structure(),
                method == Method.DENSE ? 0 : 0.9,
                method.allocation(),
                method.score(),
                StructureOptions.DEFAULT.partitioner(),
                RunConfig.PRUNE_RATE,
                0,
                Networks.STATIC,
                (int) UpdateSchedule.DEFAULT_INTERVAL,
                UpdateSchedule.DEFAULT_DROP_FRACTION,
                UpdateSchedule.DEFAULT_UNTIL,
                PatternSpec.DEFAULT_BLOCK_DENSITY,
                0,
                false,
                EPOCHS,
                BATCH,
                0.1,
                "step",
                Zoo.defaultWeightDecay(net),
                1,
                0,
                0);
    }
}
