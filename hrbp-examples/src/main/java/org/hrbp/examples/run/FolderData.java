/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.List;
import java.util.function.Consumer;
import org.hrbp.examples.data.FolderIterator;
import org.hrbp.examples.data.ImageFolder;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.data.LoaderOptions;
import org.nd4j.linalg.dataset.DataSet;

/** The images of a run, in files. */
final class FolderData implements RunData {
    private final RunConfig config;
    private final LoaderOptions options;
    private final int size;
    private final ImageFolder train;
    private final ImageFolder test;

    FolderData(RunConfig config, RunResources resources, Consumer<String> remarks) {
        ImageFolders folders = ImageFolders.load(config.data(), resources.dataDir());
        this.config = config;
        this.options = new LoaderOptions(resources.loaderThreads(), resources.skipCorrupt(), remarks);
        this.size = folders.size();
        this.train = config.limit() == 0 ? folders.train() : folders.train().limit(config.limit());
        this.test = config.limitTest() == 0 ? folders.test() : folders.test().limit(config.limitTest());
        int most = FolderIterator.largestBatch(size);
        if (config.batch() > most) {
            throw new RefusedException("--batch " + config.batch() + " is not possible, it must be in [1, " + most
                    + "] with images of " + size + " pixels");
        }
        int least = Networks.padTo(config.net());
        if (size < least) {
            throw new RefusedException("--data " + config.data() + ": --net " + config.net()
                    + " needs images of at least " + least + " pixels");
        }
    }

    @Override
    public InputShape shape() {
        return new InputShape(train.classes().size(), ImageFolders.CHANNELS, size, size);
    }

    @Override
    public int trainCount() {
        return train.count();
    }

    @Override
    public FolderIterator trainBatches() {
        return iterator(train, true);
    }

    @Override
    public FolderIterator testBatches() {
        return iterator(test, false);
    }

    /** The same number of each class, but at least 128 together; as many a batch as in training, for the memory. */
    @Override
    public List<DataSet> scoringBatches() {
        int perClass = (SCORING_LEAST - 1) / train.classes().size() + 1;
        return RunData.all(iterator(train.sample(perClass, config.seed()), false));
    }

    private FolderIterator iterator(ImageFolder images, boolean training) {
        return new FolderIterator(images, size, config.batch(), training, config.seed(), options);
    }
}
