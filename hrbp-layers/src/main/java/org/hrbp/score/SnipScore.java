/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * Connection sensitivity {@code |w * dL/dw|} (Lee et al., SNIP, ICLR 2019), L the mean loss over all examples of all
 * batches without regularisation. As in the official code one batch is enough and the loss is the network's own. Our choices:
 * batch normalisation runs in training mode, only weights have scores (no biases), the weights scored are those that training
 * starts from, and of several batches the gradients are averaged before the absolute value. Dropout and weight noise are
 * left out, frozen layers are scored as if they were not frozen. The official division by the sum does not change a ranking
 * and is not done.
 */
public final class SnipScore implements Score {
    /** Makes the score. */
    public SnipScore() {}

    @Override
    public String id() {
        return "snip";
    }

    @Override
    public boolean needsData() {
        return true;
    }

    @Override
    public LayerScores of(Model model, List<? extends MultiDataSet> batches, long seed) {
        return ScoringCopy.score(
                id(),
                model,
                batches,
                ModelCopy.dataType(model),
                copy -> copy.scores(copy.meanGradients(batches), (weight, gradient) -> Math.abs(weight * gradient)));
    }
}
