/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.hrbp.examples.data.FolderIterator;
import org.hrbp.examples.data.ImageFolder;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.data.LoaderOptions;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.dataset.DataSet;

/** How many images a second are decoded and augmented for training when nothing else is done. */
public final class DataBench {
    /** About the mean size of ImageNet's images. */
    private static final int WIDTH = 500;

    private static final int HEIGHT = 375;
    private static final int CLASSES = 4;

    private DataBench() {}

    /**
     * A row of {@code hrbp bench data}.
     *
     * @param data name of the data set, or what was made instead
     * @param threads threads that decode
     * @param batch images per batch
     * @param images images that were timed
     * @param seconds time
     * @param imagesPerSecond their quotient
     */
    public record Row(String data, int threads, int batch, int images, double seconds, double imagesPerSecond) {}

    /**
     * Measures; a first epoch over the same images, at most as many, is not timed.
     *
     * @param data name of the data set
     * @param dir where it is; null makes JPEG files of 500x375 pixels of waves and noise in a temporary folder
     * @param images images to time, at least 1
     * @param batch images per batch, at least 1
     * @param threads threads that decode, at least 1
     * @return the row
     * @throws org.hrbp.examples.data.DataException if the data are missing or an image cannot be read
     */
    public static Row run(String data, @Nullable Path dir, int images, int batch, int threads) {
        if (dir != null) {
            return measure(data, data, dir, images, batch, threads);
        }
        try {
            Path made = Files.createTempDirectory("hrbp-images");
            try {
                make(made, Math.min(images, 64));
                return measure(
                        "made 500x375", ImageFolders.ANY + "-" + ImageFolders.size(data), made, images, batch, threads);
            } finally {
                delete(made);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row measure(String label, String data, Path dir, int images, int batch, int threads) {
        ImageFolders folders = ImageFolders.load(data, dir);
        ImageFolder some = folders.train().limit(images);
        try (FolderIterator iterator = new FolderIterator(
                some, folders.size(), batch, true, 1, new LoaderOptions(threads, false, remark -> {}))) {
            epoch(iterator);
            int count = 0;
            long start = System.nanoTime();
            for (int epoch = 1; count < images; epoch++) {
                iterator.start(epoch, 0);
                count += epoch(iterator);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Row(label, threads, batch, count, seconds, count / seconds);
        }
    }

    private static int epoch(FolderIterator iterator) {
        int count = 0;
        while (iterator.hasNext()) {
            DataSet batch = iterator.next();
            count += batch.numExamples();
            batch.getFeatures().close();
            batch.getLabels().close();
        }
        return count;
    }

    private static void make(Path root, int images) throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < Math.max(images, CLASSES); i++) {
            BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
            double scale = 5 + 20 * random.nextDouble();
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int grey = (int) (110 + 60 * Math.sin(x / scale) + 40 * Math.cos(y / scale));
                    image.setRGB(x, y, 0x010101 * (grey + random.nextInt(30)));
                }
            }
            for (String part : i < CLASSES ? List.of("train", "val") : List.of("train")) {
                Path folder = Files.createDirectories(root.resolve(part).resolve("class" + i % CLASSES));
                ImageIO.write(image, "jpeg", folder.resolve(i + ".jpeg").toFile());
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
