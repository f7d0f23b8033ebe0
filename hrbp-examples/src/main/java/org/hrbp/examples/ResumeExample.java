/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.evolve.EverLived;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.listener.HrbpDstListener;
import org.hrbp.model.Hrbp;
import org.hrbp.model.SparsifySpec;

/**
 * Dynamic sparse training interrupted and taken up again, to the same bits as without the interruption. DL4J's model file holds
 * weights, updater state, patterns and the step of the last update; the record of weights that ever lived is a file beside it,
 * only needed for that statistic.
 */
public final class ResumeExample {
    private static final int EPOCHS = 2;
    private static final int STEPS_BETWEEN_UPDATES = 20;

    private ResumeExample() {}

    /** The network of an uninterrupted run, the resumed one, and the share of weights that ever lived in each. */
    record Result(MultiLayerNetwork whole, MultiLayerNetwork resumed, double wholeRate, double resumedRate) {}

    /**
     * Trains on all embedded images.
     *
     * @param args the folder for model and record; none for a temporary one
     * @throws IOException if a file cannot be written or read
     */
    public static void main(String[] args) throws IOException {
        Path folder = args.length == 0 ? Files.createTempDirectory("hrbp") : Path.of(args[0]);
        run(EPOCHS, STEPS_BETWEEN_UPDATES, ImageSets.load("fashion-mini", null), folder);
    }

    static Result run(int epochs, int interval, ImageSplits images, Path folder) throws IOException {
        SparsifySpec spec = SparsifySpec.builder().sparsity(0.9).build();
        long steps = (long) epochs * ((images.train().count() - 1) / FashionNet.BATCH + 1);

        MultiLayerNetwork whole = Hrbp.sparsify(FashionNet.dense(), spec);
        HrbpDstListener wholeDst = listener(steps, interval, new EverLived());
        whole.setListeners(wholeDst);
        whole.fit(FashionNet.batches(images), epochs);

        // the same, but saved after half of the epochs
        Path model = Files.createDirectories(folder).resolve("model.zip");
        Path record = folder.resolve("ever-lived.bin");
        MultiLayerNetwork first = Hrbp.sparsify(FashionNet.dense(), spec);
        HrbpDstListener firstDst = listener(steps, interval, new EverLived());
        first.setListeners(firstDst);
        first.fit(FashionNet.batches(images), epochs / 2);
        ModelSerializer.writeModel(first, model.toFile(), true); // true: with the updater state
        Files.write(record, firstDst.everLived().toBytes());

        // from here on only the two files are used, as in another process; the listener gets the length of the whole
        // run again
        MultiLayerNetwork resumed = ModelSerializer.restoreMultiLayerNetwork(model.toFile(), true);
        HrbpDstListener resumedDst = listener(steps, interval, EverLived.fromBytes(Files.readAllBytes(record)));
        resumed.setListeners(resumedDst);
        ImageIterator batches = FashionNet.batches(images);
        batches.setEpoch(resumed.getEpochCount()); // the order of the images is another one in every epoch
        resumed.fit(batches, epochs - resumed.getEpochCount());

        System.out.printf(
                "%d + %d updates against %d in one go, parameters and updater state %s%n",
                firstDst.updates(),
                resumedDst.updates(),
                wholeDst.updates(),
                equal(resumed, whole) ? "equal to the last bit" : "DIFFERENT");
        return new Result(
                whole,
                resumed,
                wholeDst.everLived().rate(),
                resumedDst.everLived().rate());
    }

    private static HrbpDstListener listener(long totalSteps, int interval, EverLived record) {
        return HrbpDstListener.builder()
                .totalSteps(totalSteps)
                .interval(interval)
                .everLived(record)
                .build();
    }

    private static boolean equal(MultiLayerNetwork a, MultiLayerNetwork b) {
        return a.params().equalsWithEps(b.params(), 0)
                && a.getUpdater()
                        .getStateViewArray()
                        .equalsWithEps(b.getUpdater().getStateViewArray(), 0);
    }
}
