/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.Hrbp;
import org.hrbp.model.HrbpSummary;
import org.hrbp.model.SparsifySpec;
import org.hrbp.pattern.DenseStructure;
import org.hrbp.score.MagnitudeScore;

/**
 * A trained dense network made sparse: the pattern keeps the blocks with the largest weights, the kept weights and their
 * updater state go on, and a few epochs of training repair what pruning broke.
 */
public final class SparsifyExample {
    private static final int EPOCHS = 2;
    private static final int EPOCHS_AFTER = 2;
    private static final double SPARSITY = 0.9;

    private SparsifyExample() {}

    /** Weights, and accuracy on the test images: dense, just pruned, trained again. */
    record Result(long weights, long kept, double dense, double pruned, double tuned) {}

    /**
     * Trains on all embedded images.
     *
     * @param args not used
     */
    public static void main(String[] args) {
        run(EPOCHS, EPOCHS_AFTER, ImageSets.load("fashion-mini", null));
    }

    static Result run(int epochs, int epochsAfter, ImageSplits images) {
        // structure dense: every weight stays, in this library's layers, which train faster; a plain DL4J network does
        // as well
        MultiLayerNetwork dense = Hrbp.sparsify(
                FashionNet.dense(),
                SparsifySpec.builder().structure(DenseStructure.ID).build());
        dense.fit(FashionNet.batches(images), epochs);

        SparsifySpec spec = SparsifySpec.builder()
                .sparsity(SPARSITY)
                .score(new MagnitudeScore(), List.of()) // needs no data
                .build();
        MultiLayerNetwork sparse = Hrbp.sparsify(dense, spec); // a new network, logged layer by layer
        double pruned = FashionNet.accuracy(sparse, images);
        sparse.fit(FashionNet.batches(images), epochsAfter);

        HrbpSummary summary = HrbpSummary.of(sparse, FashionNet.IMAGES);
        Result result = new Result(
                summary.weights(),
                summary.kept(),
                FashionNet.accuracy(dense, images),
                pruned,
                FashionNet.accuracy(sparse, images));
        System.out.printf(
                "test accuracy: dense %.3f, with %d of %d weights %.3f, after %d more epochs %.3f%n",
                result.dense(), result.kept(), result.weights(), pruned, epochsAfter, result.tuned());
        return result;
    }
}
