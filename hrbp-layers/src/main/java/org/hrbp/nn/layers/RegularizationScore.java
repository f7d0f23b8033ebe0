/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.hrbp.kernel.Kernels;
import org.hrbp.kernel.Memory;
import org.hrbp.kernel.Tensor;
import org.hrbp.kernel.TensorLayout;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;

/** The share of a layer's parameters in the score, which DL4J asks for in every step. */
final class RegularizationScore {
    private RegularizationScore() {}

    static double of(BaseLayer<?> layer) {
        double sum = 0;
        for (Map.Entry<String, INDArray> param : layer.paramTable().entrySet()) {
            List<Regularization> all = layer.layerConf().getRegularizationByParam(param.getKey());
            for (Regularization r : all == null ? List.<Regularization>of() : all) {
                sum += r.getClass() == L2Regularization.class
                        ? l2((L2Regularization) r, param.getValue(), layer)
                        : r.score(param.getValue(), layer.getIterationCount(), layer.getEpochCount());
            }
        }
        return sum;
    }

    /** ND4J's norm2 wakes its own threads for this. */
    private static double l2(L2Regularization l2, INDArray w, BaseLayer<?> layer) {
        int length = Math.toIntExact(w.length());
        double[] mean = new double[1];
        double[] variance = new double[1];
        Tensor tensor = new Tensor(Memory.of(w), new TensorLayout(length, 1, 1, 1, length));
        Kernels.of(w.dataType()).tensors().moments(tensor, mean, variance);
        double squares = length * (variance[0] + mean[0] * mean[0]);
        return l2.getL2().valueAt(layer.getIterationCount(), layer.getEpochCount()) * 0.5 * squares;
    }
}
