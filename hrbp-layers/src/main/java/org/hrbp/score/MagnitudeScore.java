/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** The absolute value of each weight (Han et al., NIPS 2015). */
public final class MagnitudeScore implements Score {
    /** Makes the score. */
    public MagnitudeScore() {}

    @Override
    public String id() {
        return "magnitude";
    }

    @Override
    public boolean needsData() {
        return false;
    }

    @Override
    public LayerScores of(Model model, List<? extends MultiDataSet> batches, long seed) {
        return ScoredLayer.scores(model, MagnitudeScore::magnitudes);
    }

    private static float[] magnitudes(ScoredLayer layer) {
        double[] weights = layer.ordered(layer.weights());
        float[] scores = new float[weights.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Math.abs(weights[i]);
        }
        return scores;
    }
}
