/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.dataset.DataSet;

class FolderIteratorTest {
    private static final int SIZE = 8;

    @TempDir
    static Path shared;

    @TempDir
    Path dir;

    @BeforeAll
    static void makeImages() {
        TestJpegs.layout(shared, 3, 5, 2, 20);
    }

    private static ImageFolder train() {
        return ImageFolder.list(shared.resolve("train"));
    }

    private static LoaderOptions options(int threads) {
        return new LoaderOptions(threads, false, remark -> {});
    }

    private static FolderIterator iterator(int batch, int threads) {
        return new FolderIterator(train(), SIZE, batch, true, 9, options(threads));
    }

    private static List<DataSet> rest(EpochIterator iterator) {
        List<DataSet> all = new ArrayList<>();
        iterator.forEachRemaining(all::add);
        return all;
    }

    @Test
    void batchesCoverTheEpochAndTheLastIsSmaller() {
        try (FolderIterator iterator = iterator(4, 2)) {
            List<DataSet> all = rest(iterator);
            assertThat(all.stream().map(DataSet::numExamples)).containsExactly(4, 4, 4, 3);
            assertThat(all.get(0).getFeatures().shape()).containsExactly(4, 3, SIZE, SIZE);
            assertThat(all.get(3).getLabels().shape()).containsExactly(3, 3);
            double[] perClass = new double[3];
            all.forEach(batch -> {
                double[] sums = batch.getLabels().sum(0).toDoubleVector();
                for (int c = 0; c < 3; c++) {
                    perClass[c] += sums[c];
                }
            });
            assertThat(perClass).containsExactly(5, 5, 5);
            assertThatThrownBy(iterator::next).hasMessageContaining("epoch 0 is over");
        }
    }

    @Test
    void labelsBelongToTheImages() {
        try (FolderIterator iterator =
                new FolderIterator(ImageFolder.list(shared.resolve("val")), SIZE, 6, false, 1, options(2))) {
            DataSet batch = iterator.next();
            for (int n = 0; n < 6; n++) {
                int label = n / 2;
                assertThat(batch.getLabels().getInt(n, label)).isOne();
                // the classes are red, green and blue
                for (int c = 0; c < 3; c++) {
                    if (c != label) {
                        assertThat(batch.getFeatures().getDouble(n, label, 4, 4))
                                .isGreaterThan(batch.getFeatures().getDouble(n, c, 4, 4));
                    }
                }
            }
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        try (FolderIterator one = iterator(4, 1);
                FolderIterator many = iterator(4, 7)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                one.start(epoch, 0);
                many.start(epoch, 0);
                assertThat(rest(many)).isEqualTo(rest(one));
            }
        }
    }

    @Test
    void anyBatchCanBeTheFirst() {
        try (FolderIterator iterator = iterator(4, 2);
                FolderIterator other = iterator(4, 3)) {
            iterator.start(3, 0);
            List<DataSet> all = rest(iterator);
            for (int first = 0; first <= all.size(); first++) {
                other.start(3, first);
                assertThat(rest(other)).as("from batch " + first).isEqualTo(all.subList(first, all.size()));
            }
            other.start(3, 99);
            assertThat(other.hasNext()).isFalse();
            assertThatThrownBy(() -> other.start(0, -1)).hasMessageContaining("batch -1");
        }
    }

    @Test
    void epochsDifferAndResetGoesToTheNext() {
        try (FolderIterator iterator = iterator(15, 2)) {
            iterator.reset();
            DataSet first = iterator.next();
            iterator.reset();
            DataSet second = iterator.next();
            assertThat(second).isNotEqualTo(first);
            iterator.start(1, 0);
            assertThat(iterator.next()).isEqualTo(second);
        }
    }

    @Test
    void imagesInMemoryStartAtAnyBatchAsWell() {
        byte[] pixels = new byte[10 * 4];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        ImageData data = new ImageData("t", 1, 2, 2, 2, pixels, new int[10], new float[] {.5f}, new float[] {.5f});
        ImageIterator iterator =
                ImageIterator.builder(data, 3).shuffle(true).seed(4).build();
        iterator.start(2, 0);
        List<DataSet> all = rest(iterator);
        iterator.start(2, 3);
        assertThat(rest(iterator)).isEqualTo(all.subList(3, 4));
        iterator.start(2, 4);
        assertThat(iterator.hasNext()).isFalse();
    }

    /** A folder of which the second image of the first class is broken. */
    private ImageFolder broken() {
        TestJpegs.layout(dir, 2, 3, 1, 12);
        TestJpegs.write(dir.resolve("train/n00000000/n00000000_1.JPEG"), new byte[] {1, 2, 3});
        return ImageFolder.list(dir.resolve("train"));
    }

    @Test
    void aCorruptImageIsNamedAndEndsTheRun() {
        try (FolderIterator iterator = new FolderIterator(broken(), SIZE, 3, false, 1, options(2))) {
            assertThatThrownBy(iterator::next)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("n00000000_1.JPEG cannot be read: it is not an image of a known format")
                    .hasMessageContaining("--corrupt skip");
        }
    }

    @Test
    void aCorruptImageIsNamedOnceAndLeftOut() {
        List<String> remarks = new CopyOnWriteArrayList<>();
        try (FolderIterator iterator =
                new FolderIterator(broken(), SIZE, 3, false, 1, new LoaderOptions(2, true, remarks::add))) {
            for (int epoch = 0; epoch < 2; epoch++) {
                iterator.start(epoch, 0);
                List<DataSet> all = rest(iterator);
                assertThat(all.stream().map(DataSet::numExamples)).containsExactly(2, 3);
                assertThat(all.get(0).getLabels().sum(0).toDoubleVector()).containsExactly(2, 0);
            }
        }
        assertThat(remarks).singleElement().asString().contains("n00000000_1.JPEG", "left out");
    }

    @Test
    void aBatchOfCorruptImagesEndsTheRun() {
        ImageFolder folder = broken();
        try (FolderIterator iterator =
                new FolderIterator(folder, SIZE, 1, false, 1, new LoaderOptions(1, true, remark -> {}))) {
            iterator.next();
            assertThatThrownBy(iterator::next).hasMessageContaining("none of the 1 images of a batch can be read");
        }
    }

    @Test
    void badNumbers() {
        assertThatThrownBy(() -> iterator(0, 1)).hasMessageContaining("A batch of 0 images");
        assertThatThrownBy(() -> iterator(1, 0)).hasMessageContaining("0 threads");
        assertThat(FolderIterator.largestBatch(224)).isEqualTo(14266);
    }

    @Test
    void closingEndsTheThreads() throws InterruptedException {
        FolderIterator iterator = iterator(1, 2);
        iterator.next();
        Thread[] mine = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hrbp-decode"))
                .toArray(Thread[]::new);
        assertThat(mine).hasSizeGreaterThanOrEqualTo(2);
        iterator.close();
        for (Thread thread : mine) {
            thread.join(20_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }
}
