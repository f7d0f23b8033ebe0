/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import org.hrbp.pattern.DenseStructure;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * All that a program's options say about a network, for {@link Zoo#build}. The values are checked there.
 *
 * @param name name of the network, one of {@link Zoo#names()}
 * @param classes number of classes, at least 2
 * @param channels channels of the images
 * @param height height of the images in pixels
 * @param width width of the images in pixels
 * @param structure {@code dense}, {@code hrbp} or {@code unstructured}
 * @param sparsity pruned share of all convolution and classifier weights, in [0, 1)
 * @param allocation how density is spread over the layers: {@code uniform}, {@code erk} or {@code erk-pure}
 * @param groupRows rows per group, or 0 for {@link org.hrbp.pattern.PatternSpec#automaticGroupRows}
 * @param blockDensity kept / all kernel positions of a block, in (0, 1]
 * @param coverChannels whether every input channel is kept by a group where the budget allows it
 * @param spareSlots whether unstructured layers have room for more weights, see {@link ZooBuilder#spareSlots}
 * @param seed seed of weights and patterns, not 0
 * @param updater optimiser
 * @param weightDecay L2 coefficient on the weights, at least 0; see {@link ZooBuilder#weightDecay}
 */
public record NetSpec(
        String name,
        int classes,
        int channels,
        int height,
        int width,
        String structure,
        double sparsity,
        String allocation,
        int groupRows,
        double blockDensity,
        boolean coverChannels,
        boolean spareSlots,
        long seed,
        IUpdater updater,
        double weightDecay) {
    /**
     * The network with all its weights.
     *
     * @return the changed copy
     */
    public NetSpec dense() {
        return new NetSpec(
                name,
                classes,
                channels,
                height,
                width,
                DenseStructure.ID,
                0,
                "uniform",
                groupRows,
                blockDensity,
                coverChannels,
                false,
                seed,
                updater,
                weightDecay);
    }
}
