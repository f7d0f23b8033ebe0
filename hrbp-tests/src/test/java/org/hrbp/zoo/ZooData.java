/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Small random images and labels. */
final class ZooData {
    private ZooData() {}

    static INDArray images(int count, int channels, int size, long seed) {
        return images(DataType.FLOAT, count, channels, size, seed);
    }

    static INDArray images(DataType type, int count, int channels, int size, long seed) {
        Nd4j.getRandom().setSeed(seed);
        return Nd4j.randn(type, count, channels, size, size);
    }

    static INDArray labels(DataType type, int count, int classes) {
        INDArray labels = Nd4j.zeros(type, count, classes);
        for (int i = 0; i < count; i++) {
            labels.putScalar(i, i % classes, 1);
        }
        return labels;
    }
}
