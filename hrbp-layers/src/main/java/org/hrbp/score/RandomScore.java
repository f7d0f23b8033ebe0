/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** A random number in [0, 1) per weight, from the seed and the layer's name: other layers do not shift it. */
public final class RandomScore implements Score {
    /** Makes the score. */
    public RandomScore() {}

    @Override
    public String id() {
        return "random";
    }

    @Override
    public boolean needsData() {
        return false;
    }

    @Override
    public LayerScores of(Model model, List<? extends MultiDataSet> batches, long seed) {
        return ScoredLayer.scores(model, layer -> drawn(layer, seed));
    }

    private static float[] drawn(ScoredLayer layer, long seed) {
        Random random = new Random(new Random(seed).nextLong() + layer.name().hashCode());
        float[] scores = new float[Math.toIntExact(layer.weights().length())];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextFloat();
        }
        return scores;
    }
}
