/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

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
        long[] right = new long[TOP];
        long count = 0;
        try (BatchFeed feed = new BatchFeed(batches)) {
            while (feed.hasNext()) {
                DataSet batch = feed.next();
                INDArray outputs = net.outputSingle(false, batch.getFeatures());
                add(outputs.toFloatMatrix(), batch.getLabels().argMax(1).toIntVector(), right);
                count += batch.numExamples();
            }
        }
        long top5 = 0;
        for (long some : right) {
            top5 += some;
        }
        return new TopAccuracy((double) right[0] / count, (double) top5 / count);
    }

    /** Counts the images by the rank of their class, if that is below five. */
    private static void add(float[][] outputs, int[] labels, long[] right) {
        for (int n = 0; n < labels.length; n++) {
            int rank = rank(outputs[n], labels[n]);
            if (rank < right.length) {
                right[rank]++;
            }
        }
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
