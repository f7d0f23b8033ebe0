/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** Checks of labelled data that need no network to run. */
final class Batches {
    private Batches() {}

    /** Refuses batches that cannot be meant for a network with so many inputs and outputs. */
    static void check(String scoreId, List<? extends MultiDataSet> batches, int inputs, int outputs) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException(
                    "Score \"" + scoreId + "\" looks at gradients; it needs at least one batch of labelled data");
        }
        for (int i = 0; i < batches.size(); i++) {
            MultiDataSet batch = batches.get(i);
            checkCount(i, "feature", batch.getFeatures(), inputs);
            checkCount(i, "label", batch.getLabels(), outputs);
            long examples = batch.getFeatures(0).size(0);
            checkExamples(i, "Features", batch.getFeatures(), examples);
            checkExamples(i, "Labels", batch.getLabels(), examples);
        }
    }

    private static void checkCount(int index, String what, INDArray @Nullable [] arrays, int wanted) {
        int count = arrays == null ? 0 : arrays.length;
        if (count != wanted) {
            throw new IllegalArgumentException(
                    "Batch " + index + " has " + count + " " + what + " arrays; the network needs " + wanted);
        }
    }

    private static void checkExamples(int index, String what, INDArray[] arrays, long examples) {
        for (INDArray array : arrays) {
            if (array.isEmpty() || array.rank() < 2 || array.size(0) != examples) {
                throw new IllegalArgumentException(what + " of batch " + index + " have shape "
                        + Arrays.toString(array.shape()) + "; they need " + examples + " examples and rank 2 or more");
            }
        }
    }

    /** The shapes of a batch, for messages. */
    static String shapes(MultiDataSet batch) {
        return "features " + shapes(batch.getFeatures()) + ", labels " + shapes(batch.getLabels());
    }

    private static String shapes(INDArray[] arrays) {
        return String.join(
                " and ",
                Arrays.stream(arrays).map(a -> Arrays.toString(a.shape())).toList());
    }
}
