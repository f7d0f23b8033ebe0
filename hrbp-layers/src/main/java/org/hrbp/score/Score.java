/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A rule that says how much each weight of a dense network matters. Implementations are stateless. */
public interface Score {
    /**
     * Name of the rule in configurations and messages.
     *
     * @return the id
     */
    String id();

    /**
     * Whether the rule looks at data.
     *
     * @return true if {@link #of} needs at least one batch
     */
    boolean needsData();

    /**
     * Scores the weights of all convolution and fully connected layers, output layers included. The model's parameters, batch
     * normalisation statistics, random generator and iteration count are the same afterwards.
     *
     * @param model an initialised MultiLayerNetwork or ComputationGraph whose layers keep all their weights
     * @param batches labelled data; ignored if the rule needs none
     * @param seed seed of random choices
     * @return the scores; higher is kept first
     * @throws IllegalArgumentException if batches are missing or do not fit the model, or a score is not finite: names the layer
     */
    LayerScores of(Model model, List<? extends MultiDataSet> batches, long seed);
}
