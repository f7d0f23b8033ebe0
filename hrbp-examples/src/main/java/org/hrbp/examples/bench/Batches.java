/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Batches of random images with random labels, the same for the same seed; made before the clock starts. */
final class Batches {
    private final List<DataSet> all;
    private int taken;

    Batches(int batch, int classes, long seed) {
        Random random = new Random(seed);
        all = List.of(make(batch, classes, random), make(batch, classes, random));
    }

    /** For a network of {@link BenchNets}. */
    static Batches of(BenchConfig config) {
        return new Batches(config.batch(), BenchNets.CLASSES, config.seed());
    }

    private static DataSet make(int batch, int classes, Random random) {
        float[] pixels = new float[batch * BenchNets.CHANNELS * BenchNets.SIZE * BenchNets.SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        float[] labels = new float[batch * classes];
        for (int n = 0; n < batch; n++) {
            labels[n * classes + random.nextInt(classes)] = 1;
        }
        INDArray images = Nd4j.create(pixels).reshape('c', batch, BenchNets.CHANNELS, BenchNets.SIZE, BenchNets.SIZE);
        return new DataSet(images, Nd4j.create(labels).reshape('c', batch, classes));
    }

    DataSet next() {
        return all.get(taken++ % all.size());
    }
}
