/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.Arrays;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.examples.data.EpochIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * How well a network classifies.
 *
 * @param top1 share of the images whose class has the largest output
 * @param top5 share of the images whose class is among the five largest outputs
 */
record TopAccuracy(double top1, double top5) {
    private static final int TOP = 5;

    /**
     * Tests a network; equal outputs count in the order of the classes.
     *
     * @param batches at their start
     * @throws IllegalStateException if an output is NaN
     */
    static TopAccuracy of(ComputationGraph net, EpochIterator batches) {
        int[] right = new int[TOP];
        int count = 0;
        try (BatchFeed feed = new BatchFeed(batches)) {
            while (feed.hasNext()) {
                DataSet batch = feed.next();
                INDArray outputs = net.outputSingle(false, batch.getFeatures());
                int[] some = count(
                        outputs.toFloatMatrix(), batch.getLabels().argMax(1).toIntVector());
                Arrays.setAll(right, rank -> right[rank] + some[rank]);
                count += batch.numExamples();
            }
        }
        return new TopAccuracy(
                (double) right[0] / count, (double) Arrays.stream(right).sum() / count);
    }

    /** The images whose class has the largest output, the second largest, and so on to the fifth. */
    static int[] count(float[][] outputs, int[] labels) {
        int[] right = new int[TOP];
        for (int n = 0; n < labels.length; n++) {
            int rank = rank(outputs[n], labels[n]);
            if (rank < TOP) {
                right[rank]++;
            }
        }
        return right;
    }

    private static int rank(float[] outputs, int label) {
        int rank = 0;
        for (int c = 0; c < outputs.length; c++) {
            if (Float.isNaN(outputs[c])) {
                throw new IllegalStateException("the output of class " + c + " is NaN");
            }
            rank += outputs[c] > outputs[label] || (outputs[c] == outputs[label] && c < label) ? 1 : 0;
        }
        return rank;
    }
}
