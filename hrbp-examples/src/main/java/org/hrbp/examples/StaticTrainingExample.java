/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.Hrbp;
import org.hrbp.model.HrbpSummary;
import org.hrbp.model.SparsifySpec;
import org.hrbp.score.RandomScore;
import org.hrbp.score.Score;
import org.hrbp.score.SnipScore;

/**
 * Sparse from the first step: patterns are chosen before any training and stay as they are. SNIP asks a few labelled images
 * which weights matter; random patterns of the same size are beside it, and after so few epochs hard to beat.
 */
public final class StaticTrainingExample {
    private static final int EPOCHS = 3;
    private static final double SPARSITY = 0.95;
    private static final int SCORING_IMAGES_PER_CLASS = 13;

    private StaticTrainingExample() {}

    /** Weights, and accuracy on the test images. */
    record Result(long weights, long kept, double accuracy) {}

    /**
     * Trains on all embedded images.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        ImageSplits images = ImageSets.load("fashion-mini", null);
        for (Score score : List.of(new RandomScore(), new SnipScore())) {
            run(score, EPOCHS, images);
        }
    }

    static Result run(Score score, int epochs, ImageSplits images) {
        ImageData few = images.train().sample(SCORING_IMAGES_PER_CLASS, FashionNet.SEED);
        ImageIterator scoring = ImageIterator.builder(few, few.count()).build();
        SparsifySpec spec = SparsifySpec.builder()
                .sparsity(SPARSITY)
                .score(score, List.of(scoring.next().toMultiDataSet()))
                .build();
        MultiLayerNetwork net = Hrbp.sparsify(FashionNet.dense(), spec);
        HrbpSummary summary = HrbpSummary.of(net, FashionNet.IMAGES);

        net.fit(FashionNet.batches(images), epochs);
        Result result = new Result(summary.weights(), summary.kept(), FashionNet.accuracy(net, images));
        System.out.printf(
                "%-6s %d of %d weights, test accuracy %.3f%n",
                score.id(), result.kept(), result.weights(), result.accuracy());
        return result;
    }
}
