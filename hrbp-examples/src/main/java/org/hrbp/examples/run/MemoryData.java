/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Path;
import java.util.List;
import org.hrbp.examples.data.ImageData;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** The images of a run, in memory. */
final class MemoryData implements RunData {
    /** As in GraSP's recipe. */
    private static final int TEST_BATCH = 256;

    private static final int SCORING_PER_CLASS = 10;
    /** Images of a batch, for the memory that a dense network takes. */
    private static final int SCORING_MOST = 160;

    private final RunConfig config;
    private final ImageData train;
    private final ImageData test;

    /** Reads the images; {@code dir} null is the usual place. */
    MemoryData(RunConfig config, @Nullable Path dir) {
        ImageSplits splits = ImageSets.load(config.data(), dir);
        this.config = config;
        this.train = config.limit() == 0 ? splits.train() : splits.train().limit(config.limit());
        this.test = config.limitTest() == 0 ? splits.test() : splits.test().limit(config.limitTest());
    }

    @Override
    public int trainCount() {
        return train.count();
    }

    @Override
    public InputShape shape() {
        return new InputShape(train.classes(), train.channels(), train.height(), train.width()).paddedFor(config.net());
    }

    /** Cropped and flipped for CIFAR. */
    @Override
    public ImageIterator trainBatches() {
        return ImageIterator.builder(train, config.batch())
                .shuffle(true)
                .augment(config.data().startsWith("cifar"))
                .seed(config.seed())
                .padTo(Networks.padTo(config.net()))
                .build();
    }

    /** 10 a class as GraSP takes for CIFAR-10, but at least 128 together; in batches of nearly equal size. */
    @Override
    public List<DataSet> scoringBatches() {
        int perClass = Math.max(SCORING_PER_CLASS, (SCORING_LEAST - 1) / train.classes() + 1);
        ImageData images = train.sample(perClass, config.seed());
        int parts = (images.count() - 1) / SCORING_MOST + 1;
        return RunData.all(ImageIterator.builder(images, (images.count() - 1) / parts + 1)
                .shuffle(true)
                .seed(config.seed())
                .padTo(Networks.padTo(config.net()))
                .build());
    }

    @Override
    public ImageIterator testBatches() {
        return ImageIterator.builder(test, TEST_BATCH)
                .padTo(Networks.padTo(config.net()))
                .build();
    }
}
