/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetsTest {
    @TempDir
    Path dir;

    private Map<String, byte[]> files;
    private DataSpec spec;

    @BeforeEach
    void tinySet() {
        files = TestFiles.cifar();
        spec = TestFiles.cifarSpec(files);
    }

    @Test
    void embeddedSetIsBalanced() {
        assertThat(ImageSets.names()).containsExactly("fashion-mini", "fashion-mnist", "cifar10", "cifar100");
        ImageSplits mini = ImageSets.load("fashion-mini", null);
        assertThat(mini.train().count()).isEqualTo(6000);
        assertThat(mini.test().count()).isEqualTo(2000);
        for (ImageData part : List.of(mini.train(), mini.test())) {
            assertThat(List.of(part.channels(), part.height(), part.width(), part.classes()))
                    .containsExactly(1, 28, 28, 10);
            int[] perClass = new int[10];
            for (int i = 0; i < part.count(); i++) {
                perClass[part.label(i)]++;
            }
            assertThat(perClass).containsOnly(part.count() / 10);
        }
        // the mean and deviation of the whole set describe the slice
        assertThat(meanAndStd(mini.train())).satisfies(v -> {
            assertThat(v[0]).isBetween(.28, .295);
            assertThat(v[1]).isBetween(.345, .36);
        });
    }

    private static double[] meanAndStd(ImageData data) {
        double sum = 0;
        double squares = 0;
        for (byte pixel : data.pixels()) {
            double v = (pixel & 0xff) / 255.;
            sum += v;
            squares += v * v;
        }
        double mean = sum / data.pixels().length;
        return new double[] {mean, Math.sqrt(squares / data.pixels().length - mean * mean)};
    }

    @Test
    void readsCifarFromTheFolderOrItsOfficialSubFolder() {
        TestFiles.write(dir.resolve("a/tiny-bin"), files);
        TestFiles.write(dir.resolve("b"), files);
        for (Path folder : List.of(dir.resolve("a"), dir.resolve("a/tiny-bin"), dir.resolve("b"))) {
            ImageSplits splits = ImageSets.load(spec, folder);
            assertThat(splits.name()).isEqualTo("tiny-cifar");
            ImageData train = splits.train();
            assertThat(List.of(train.count(), train.channels(), train.height(), train.width()))
                    .containsExactly(4, 3, 32, 32);
            for (int i = 0; i < 4; i++) {
                assertThat(train.label(i)).isEqualTo(i + 1);
                assertThat(train.image(i)[1030]).isEqualTo((byte) (i + 1 + 1030));
            }
            assertThat(splits.test().count()).isEqualTo(2);
            assertThat(splits.test().label(1)).isEqualTo(6);
        }
    }

    @Test
    void cifar100TakesTheFineLabel() {
        Map<String, byte[]> one = Map.of("train.bin", TestFiles.cifar(2, 3, 40));
        TestFiles.write(dir, one);
        ImageData data = new CifarReader(2, 100, new float[3], new float[3])
                .read("fine", DataFolder.of(dir), TestFiles.describe(one));
        assertThat(List.of(data.label(0), data.label(1), data.label(2))).containsExactly(40, 41, 42);
        assertThat(data.image(2)[0]).isEqualTo((byte) 42);
    }

    @Test
    void readsIdxPackedOrNot() throws IOException {
        byte[] images = TestFiles.idx(IdxReader.IMAGES, 3, 2, 5);
        byte[] labels = TestFiles.idx(IdxReader.LABELS, 3);
        Files.write(dir.resolve("images.gz"), TestFiles.gzip(images));
        Files.write(dir.resolve("labels"), labels);
        List<DataFile> described = List.of(
                new DataFile("images", images.length, TestFiles.md5(images)),
                new DataFile("labels", labels.length, TestFiles.md5(labels)));
        ImageData data = new IdxReader(10, .5f, .25f).read("idx", DataFolder.of(dir), described);
        assertThat(List.of(data.count(), data.channels(), data.height(), data.width()))
                .containsExactly(3, 1, 2, 5);
        assertThat(data.image(1)).containsExactly(11, 12, 13, 14, 15, 16, 17, 18, 19, 20);
        assertThat(data.label(2)).isEqualTo(3);
        assertThat(data.mean()).containsExactly(.5f);
        assertThat(data.std()).containsExactly(.25f);

        List<DataFile> swapped = List.of(described.get(1), described.get(0));
        assertThatThrownBy(() -> new IdxReader(10, 0, 1).read("idx", DataFolder.of(dir), swapped))
                .hasMessage("labels is corrupt: it has no IDX header of 11 bytes");
    }

    @Test
    void namesAMissingFileAndWhatToRun() throws IOException {
        assertThatThrownBy(() -> ImageSets.load("cifar10", dir))
                .isInstanceOf(DataException.class)
                .hasMessage(dir.resolve("cifar-10-batches-bin/data_batch_1.bin")
                        + " is missing; run `hrbp data get cifar10 --dir " + dir + "`");
        TestFiles.write(dir, files);
        Files.delete(dir.resolve("test_batch.bin"));
        assertThatThrownBy(() -> ImageSets.load(spec, dir))
                .hasMessageStartingWith(dir.resolve("test_batch.bin") + " is missing");
        assertThatThrownBy(() -> ImageSets.load("mnist", null))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "There is no data set 'mnist', choose one of fashion-mini, fashion-mnist, cifar10, cifar100");
    }

    @Test
    void namesACorruptFile() throws IOException {
        TestFiles.write(dir, files);
        Path file = dir.resolve("data_batch_2.bin");
        byte[] good = TestFiles.cifar(1, 2, 3);
        byte[] flipped = good.clone();
        flipped[77] ^= 1;
        Files.write(file, flipped);
        assertCorrupt(file, "its MD5 is " + TestFiles.md5(flipped) + " instead of " + TestFiles.md5(good));
        Files.write(file, Arrays.copyOf(good, 6000));
        assertCorrupt(file, "it has 6000 bytes instead of 6146");
        Files.write(file, Arrays.copyOf(good, 200000));
        assertCorrupt(file, "it has more than 6146 bytes instead of 6146");
        Files.delete(file);
        byte[] packed = TestFiles.gzip(good);
        Files.write(dir.resolve("data_batch_2.bin.gz"), Arrays.copyOf(packed, packed.length / 2));
        assertCorrupt(file, "it");
        Files.write(dir.resolve("data_batch_2.bin.gz"), good);
        assertCorrupt(file, "it does not unpack");
    }

    private void assertCorrupt(Path file, String why) {
        assertThatThrownBy(() -> ImageSets.load(spec, dir))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + " is corrupt: " + why)
                .hasMessageContaining("; run `hrbp data get tiny-cifar --dir ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void limitSharesTheFirstImages() {
        TestFiles.write(dir, files);
        ImageData train = ImageSets.load(spec, dir).train();
        ImageData two = train.limit(2);
        assertThat(two.count()).isEqualTo(2);
        assertThat(two.image(1)).isEqualTo(train.image(1));
        assertThat(two.pixels()).isSameAs(train.pixels());
        assertThat(train.limit(4)).isSameAs(train);
        assertThat(ImageIterator.builder(two, 5).build().next().numExamples()).isEqualTo(2);
        assertThatThrownBy(() -> two.label(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> train.limit(0)).hasMessage("tiny-cifar: a limit of 0 images is below 1");
    }

    @Test
    void imageDataChecksItsArrays() {
        float[] one = {1};
        assertThatThrownBy(() -> new ImageData("x", 1, 2, 2, 3, new byte[7], new int[2], one, one))
                .hasMessage("x: 7 pixel values do not make 2 images of 1x2x2");
        assertThatThrownBy(() -> new ImageData("x", 1, 1, 1, 3, new byte[2], new int[] {2, 3}, one, one))
                .hasMessage("x: label 3 of image 1 is not in [0, 3)");
        assertThatThrownBy(() -> new ImageData("x", 1, 1, 1, 3, new byte[1], new int[1], new float[2], one))
                .hasMessage("x: mean and std need 1 values");
    }

    @Test
    void sliceTakesTheFirstImagesOfEachClass() {
        ImageData data = new ImageData(
                "x",
                1,
                1,
                1,
                2,
                new byte[] {10, 11, 12, 13, 14, 15},
                new int[] {1, 1, 0, 1, 0, 0},
                new float[1],
                new float[] {1});
        ImageData slice = FashionMiniMaker.firstOfEachClass(data, 2);
        assertThat(slice.pixels()).containsExactly(10, 11, 12, 14);
        assertThat(slice.label(2)).isZero();
    }
}
