/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hrbp.examples.data.EpochIterator;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.data.ImageSets;
import org.nd4j.linalg.dataset.DataSet;

/** The images of a run. */
interface RunData {
    /** Images to score weights with are at least so many, as SNIP takes (our choice). */
    int SCORING_LEAST = 128;

    /**
     * Reads or lists the images.
     *
     * @param remarks gets what is to be said about single images, from any thread
     */
    static RunData of(RunConfig config, RunResources resources, Consumer<String> remarks) {
        if (ImageFolders.has(config.data())) {
            return new FolderData(config, resources, remarks);
        }
        Names.index("--data", config.data(), names());
        return new MemoryData(config, resources.dataDir());
    }

    /** The names of all data sets, those of image files without a size. */
    static List<String> names() {
        List<String> names = new ArrayList<>(ImageSets.names());
        names.addAll(ImageFolders.names());
        return names;
    }

    /** Shape of the batches. */
    InputShape shape();

    int trainCount();

    default int stepsPerEpoch(int batch) {
        return (trainCount() + batch - 1) / batch;
    }

    /** Shuffled and, if that is usual with these data, augmented. */
    EpochIterator trainBatches();

    EpochIterator testBatches();

    /** Images to score weights with, as many of each class, without augmentation. */
    List<DataSet> scoringBatches();

    /** All that is left of an iterator, which is closed then. */
    static List<DataSet> all(EpochIterator iterator) {
        try (iterator) {
            List<DataSet> batches = new ArrayList<>();
            iterator.forEachRemaining(batches::add);
            return batches;
        }
    }
}
