/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.score;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** Checks of labelled data that need no network to run. */
final class Batches {
    private Batches() {}

    /** Refuses batches that cannot be meant for a network with so many inputs and these outputs. */
    static void check(String scoreId, List<? extends MultiDataSet> batches, int inputs, List<NamedLayer> outputs) {
        if (batches.isEmpty()) {
            throw new IllegalArgumentException(
                    "Score \"" + scoreId + "\" looks at gradients; it needs at least one batch of labelled data");
        }
        for (int i = 0; i < batches.size(); i++) {
            MultiDataSet batch = batches.get(i);
            checkCount(i, "feature", batch.getFeatures(), inputs);
            checkCount(i, "label", batch.getLabels(), outputs.size());
            long examples = batch.getFeatures(0).size(0);
            checkExamples(i, "Features", batch.getFeatures(), examples);
            checkExamples(i, "Labels", batch.getLabels(), examples);
            for (int o = 0; o < outputs.size(); o++) {
                if (!hasMask(batch, o) && isOneOfClasses(outputs.get(o))) {
                    checkClasses(i, batch, o);
                }
            }
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

    private static boolean hasMask(MultiDataSet batch, int output) {
        INDArray[] masks = batch.getLabelsMaskArrays();
        return masks != null && masks[output] != null;
    }

    /** With other losses an example of zeros has a gradient: targets of a regression, no class of several, class 0. */
    private static boolean isOneOfClasses(NamedLayer output) {
        Layer conf = output.layer().conf().getLayer();
        ILossFunction loss = null;
        if (conf instanceof BaseOutputLayer layer) {
            loss = layer.getLossFn();
        } else if (conf instanceof LossLayer layer) {
            loss = layer.getLossFn();
        }
        return loss instanceof LossMCXENT && !(loss instanceof LossSparseMCXENT);
    }

    /** Sequences and images may have places without a class. */
    private static void checkClasses(int index, MultiDataSet batch, int output) {
        INDArray labels = batch.getLabels(output);
        for (long row = 0; labels.rank() == 2 && row < labels.size(0); row++) {
            if (labels.getRow(row).amaxNumber().doubleValue() == 0) {
                throw new IllegalArgumentException("Batch " + index + " (" + shapes(batch) + "): example " + row
                        + "'s labels are all 0, which gives no gradient; each example needs a class");
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
