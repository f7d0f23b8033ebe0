/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFoldersTest {
    @TempDir
    Path dir;

    private AbstractThrowableAssert<?, ? extends Throwable> refusal(String name) {
        return assertThatThrownBy(() -> ImageFolders.load(name, dir)).isInstanceOf(DataException.class);
    }

    @Test
    void classesAndFilesAreInTheOrderOfTheirNames() {
        TestJpegs.layout(dir, 3, 2, 1, 4);
        TestJpegs.write(dir.resolve("train/a first/z.png"), new byte[1]);
        TestJpegs.write(dir.resolve("train/a first/b.JPG"), new byte[1]);
        TestJpegs.write(dir.resolve("train/a first/read.me"), new byte[1]);
        TestJpegs.write(dir.resolve("train/.hidden/b.JPG"), new byte[1]);
        TestJpegs.write(dir.resolve("val/a first/b.JPG"), new byte[1]);
        ImageFolders folders = ImageFolders.load("imagefolder-64", dir);
        assertThat(folders.size()).isEqualTo(64);
        assertThat(folders.train().classes()).containsExactly("a first", "n00000000", "n00000001", "n00000002");
        assertThat(folders.train().count()).isEqualTo(8);
        assertThat(folders.train().file(0)).isEqualTo(dir.resolve("train/a first/b.JPG"));
        assertThat(folders.train().label(1)).isZero();
        assertThat(folders.train().file(7)).isEqualTo(dir.resolve("train/n00000002/n00000002_1.JPEG"));
        assertThat(folders.train().label(7)).isEqualTo(3);
        assertThat(folders.test().count()).isEqualTo(4);
    }

    @Test
    void aLimitIsSpreadOverTheClassesAndASampleHasAsManyOfEach() {
        TestJpegs.layout(dir, 3, 4, 1, 4);
        ImageFolder train = ImageFolders.load("imagefolder", dir).train();
        ImageFolder five = train.limit(5);
        assertThat(IntStream.range(0, 5).map(five::label)).containsExactly(0, 1, 2, 0, 1);
        assertThat(five.file(3)).isEqualTo(train.file(1));
        assertThat(train.limit(99).count()).isEqualTo(12);
        assertThatThrownBy(() -> train.limit(0)).hasMessageContaining("limit of 0");
        ImageFolder sample = train.sample(2, 3);
        int[] labels = IntStream.range(0, sample.count()).map(sample::label).toArray();
        assertThat(labels).isNotEqualTo(new int[] {0, 0, 1, 1, 2, 2});
        Arrays.sort(labels);
        assertThat(labels).containsExactly(0, 0, 1, 1, 2, 2);
        assertThat(IntStream.range(0, 6).mapToObj(sample::file)).doesNotHaveDuplicates();
        assertThat(train.sample(9, 3).count()).isEqualTo(12);
    }

    @Test
    void missingFolders() throws IOException {
        refusal("imagefolder").hasMessageContaining("train is missing").hasMessageContaining("train/<class>/*.JPEG");
        Files.createDirectories(dir.resolve("train"));
        refusal("imagefolder").hasMessageContaining("train is empty");
        TestJpegs.layout(dir, 2, 1, 1, 4);
        Files.createDirectories(dir.resolve("train/n00000009"));
        refusal("imagefolder").hasMessageContaining("n00000009 has no image");
    }

    @Test
    void theFlatValidationFolderIsExplained() {
        TestJpegs.layout(dir, 2, 1, 0, 4);
        TestJpegs.write(dir.resolve("val/ILSVRC2012_val_00000001.JPEG"), new byte[1]);
        TestJpegs.write(dir.resolve("val/ILSVRC2012_val_00000002.JPEG"), new byte[1]);
        refusal("imagefolder")
                .hasMessageContaining("val holds 2 images without folders of classes")
                .hasMessageContaining("ILSVRC2012_validation_ground_truth.txt");
    }

    @Test
    void otherClassesInTheTwoParts() {
        TestJpegs.layout(dir, 5, 1, 0, 4);
        TestJpegs.layout(dir, 1, 0, 1, 4);
        refusal("imagefolder")
                .hasMessageContaining("val lacks 4 classes (n00000001, n00000002, n00000003, ...), which")
                .hasMessageContaining("train has");
        TestJpegs.layout(dir, 5, 0, 1, 4);
        TestJpegs.write(dir.resolve("val/extra/a.jpg"), new byte[1]);
        refusal("imagefolder").hasMessageContaining("train lacks class extra, which");
    }

    @Test
    void aSingleClassIsNotEnough() {
        TestJpegs.layout(dir, 1, 1, 1, 4);
        refusal("imagefolder").hasMessageContaining("a single class");
    }

    @Test
    void imageNetMustBeComplete() {
        TestJpegs.layout(dir, 2, 3, 1, 4);
        refusal("imagenet")
                .hasMessageContaining("train has 2 classes instead of ImageNet's 1000")
                .hasMessageContaining("data set imagefolder");
        ImageFolders folders = ImageFolders.load("imagefolder", dir);
        folders.checkComplete(2, 6, 2);
        assertThatThrownBy(() -> folders.checkComplete(2, 7, 2)).hasMessageContaining("train has 6 images instead of");
        assertThatThrownBy(() -> folders.checkComplete(2, 6, 3)).hasMessageContaining("val has 2 images instead of");
    }

    @Test
    void namesAndSizes() {
        assertThat(ImageFolders.size("imagenet")).isEqualTo(224);
        assertThat(ImageFolders.size("imagenet-32")).isEqualTo(32);
        assertThat(ImageFolders.has("imagenette")).isFalse();
        assertThat(ImageFolders.has("imagefolder-")).isFalse();
        assertThatThrownBy(() -> ImageFolders.size("imagefolder-2000"))
                .hasMessageContaining("2000 pixels")
                .hasMessageContaining("[8, 1024]");
        assertThatThrownBy(() -> ImageFolders.size("cifar10")).isInstanceOf(DataException.class);
    }
}
