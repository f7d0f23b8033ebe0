/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model.channel;

import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.nn.params.HrbpParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies the parameters of kept channels from a layer to its narrower twin. */
final class KeptParameters {
    private static final String WEIGHTS = ConvolutionParamInitializer.WEIGHT_KEY;

    private KeptParameters() {}

    static void copy(Layer source, Layer target, int[] rows, int[] channels) {
        for (Map.Entry<String, INDArray> param : target.paramTable().entrySet()) {
            String key = param.getKey();
            if (key.equals(WEIGHTS) && source instanceof SparseLayer from && target instanceof SparseLayer to) {
                to.setDenseWeights(select(from.denseWeights(), rows, channels));
            } else if (key.equals(WEIGHTS)) {
                param.getValue().assign(select(source.getParam(key), rows, channels));
            } else if (!key.equals(HrbpParamInitializer.PATTERN_KEY)) {
                param.getValue().assign(select(source.getParam(key), rows));
            }
        }
    }

    /** Per-channel parameters {@code [1, n]}. */
    private static INDArray select(INDArray values, int[] columns) {
        double[] all = values.toDoubleVector();
        double[] kept = new double[columns.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = all[columns[i]];
        }
        return array(kept, values, 1, kept.length);
    }

    /** Weights {@code [nOut, nIn, kH, kW]} or {@code [nIn, nOut]}. */
    private static INDArray select(INDArray weights, int[] rows, int[] channels) {
        boolean image = weights.rank() == 4;
        INDArray byRow = image ? weights : weights.transpose();
        int positions = image ? Math.toIntExact(weights.size(2) * weights.size(3)) : 1;
        int width = Math.toIntExact(byRow.size(1));
        double[] all = byRow.dup('c').reshape(byRow.length()).toDoubleVector();
        double[] kept = new double[rows.length * channels.length * positions];
        int next = 0;
        for (int row : rows) {
            for (int channel : channels) {
                System.arraycopy(all, (row * width + channel) * positions, kept, next, positions);
                next += positions;
            }
        }
        return image
                ? array(kept, weights, rows.length, channels.length, weights.size(2), weights.size(3))
                : array(kept, weights, rows.length, channels.length).transpose();
    }

    private static INDArray array(double[] values, INDArray like, long... shape) {
        return Nd4j.createFromArray(values).reshape('c', shape).castTo(like.dataType());
    }
}
