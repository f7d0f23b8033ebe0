/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Path;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.jspecify.annotations.Nullable;

/** The images of a run. */
final class RunData {
    /** As in GraSP's recipe. */
    private static final int TEST_BATCH = 256;

    private final RunConfig config;
    private final ImageData train;
    private final ImageData test;

    /** Reads the images; {@code dir} null is the usual place. */
    RunData(RunConfig config, @Nullable Path dir) {
        Names.index("--data", config.data(), ImageSets.names());
        ImageSplits splits = ImageSets.load(config.data(), dir);
        this.config = config;
        this.train = config.limit() == 0 ? splits.train() : splits.train().limit(config.limit());
        this.test = config.limitTest() == 0 ? splits.test() : splits.test().limit(config.limitTest());
    }

    ImageData train() {
        return train;
    }

    /** Shape of the batches. */
    InputShape shape() {
        return new InputShape(train.classes(), train.channels(), train.height(), train.width()).paddedFor(config.net());
    }

    int stepsPerEpoch() {
        return (train.count() + config.batch() - 1) / config.batch();
    }

    /** Shuffled; cropped and flipped for CIFAR. */
    ImageIterator trainBatches() {
        return ImageIterator.builder(train, config.batch())
                .shuffle(true)
                .augment(config.data().startsWith("cifar"))
                .seed(config.seed())
                .padTo(Networks.padTo(config.net()))
                .build();
    }

    ImageIterator testBatches() {
        return ImageIterator.builder(test, TEST_BATCH)
                .padTo(Networks.padTo(config.net()))
                .build();
    }
}
