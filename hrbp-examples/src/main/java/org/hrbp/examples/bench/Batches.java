/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.List;
import java.util.Random;
import org.hrbp.examples.run.InputShape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Batches of random images with random labels, the same for the same seed; made before the clock starts. */
final class Batches {
    private final List<DataSet> all;
    private int taken;

    Batches(InputShape shape, int batch, long seed) {
        Random random = new Random(seed);
        all = List.of(make(shape, batch, random), make(shape, batch, random));
    }

    /** For a network of {@link BenchNets}. */
    static Batches of(BenchConfig config) {
        return new Batches(BenchNets.shape(config.net()), config.batch(), config.seed());
    }

    private static DataSet make(InputShape shape, int batch, Random random) {
        int values = shape.channels() * shape.height() * shape.width();
        float[] pixels = new float[Math.multiplyExact(batch, values)];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        float[] labels = new float[batch * shape.classes()];
        for (int n = 0; n < batch; n++) {
            labels[n * shape.classes() + random.nextInt(shape.classes())] = 1;
        }
        INDArray images = Nd4j.create(pixels).reshape('c', batch, shape.channels(), shape.height(), shape.width());
        return new DataSet(images, Nd4j.create(labels).reshape('c', batch, shape.classes()));
    }

    DataSet next() {
        return all.get(taken++ % all.size());
    }
}
