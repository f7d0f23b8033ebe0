/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hrbp.examples.data.TestJpegs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hrbp reproduce table2} on image files. */
class ReproduceFolderTest {
    @TempDir
    Path dir;

    private Cli.Result table2(String net, String data, String... more) {
        List<Object> words = new ArrayList<>(List.of("reproduce", "table2", "--scale", "smoke", "--quiet"));
        words.addAll(List.of("--nets", net, "--datasets", data, "--sparsities", "0.8"));
        words.addAll(List.of("--data", dir.resolve("data"), "--out", dir.resolve("out")));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private Cli.Result small(String methods, String... more) {
        List<String> words = new ArrayList<>(List.of("--methods", methods));
        words.addAll(List.of(more));
        return table2("small-cnn", "imagefolder-16", words.toArray(new String[0]));
    }

    private Path cell(String name) {
        return dir.resolve("out/cells/small-cnn-imagefolder-16-" + name);
    }

    @Test
    void resNet50StandsBesideTheDecksNumbers() throws IOException {
        TestJpegs.layout(dir.resolve("data"), 3, 4, 1, 40);
        Cli.Result result = table2("resnet50", "imagefolder-32", "--methods", "hrbp");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("## ResNet-50 on imagefolder-32", "1 epoch **instead of the recipe's 90**")
                // three classes: the right one is among the first five
                .containsPattern("\\| HRBP \\| 80 % \\| 4,692,208 \\| 70.90 \\| .* \\| 100.00 \\(deck 89.93\\) \\|")
                .contains("## Training steps, ResNet-50")
                .containsPattern("\\| HRBP \\| 80 % \\| 1.26x \\| \\d+.\\d\\dx \\|");
        assertThat(Files.readString(dir.resolve("out/runs.csv"))).contains("top5_accuracy");
    }

    @Test
    void everyMethodRunsToTheTable() throws IOException {
        TestJpegs.layout(dir.resolve("data"), 3, 4, 2, 24);
        Cli.Result result = small("dense,snip,grasp,hrbp");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("| Dense | 0 % |", "| SNIP | 80 % |", "| GraSP | 80 % |", "| HRBP | 80 % |");
        assertThat(Files.readAllLines(dir.resolve("out/runs.csv"))).hasSize(5);
        assertThat(Files.readAllLines(dir.resolve("out/speed.csv"))).hasSize(4);
        assertThat(small("dense,snip,grasp,hrbp").out()).contains(result.out());
    }

    @Test
    void anUnreadableImageIsNamedAndLeftOutIfChosen() throws IOException {
        Path data = TestJpegs.layout(dir.resolve("data"), 3, 3, 2, 24);
        assertThat(small("dense").code()).isZero();
        Path finished = cell("dense-seed1.json");
        FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(finished, old);

        Path image = TestJpegs.inFirstEpoch(data, 1, 5);
        Files.write(image, new byte[] {1, 2, 3});
        Cli.Result fatal = small("dense,hrbp");
        assertThat(fatal.code()).isEqualTo(1);
        assertThat(fatal.line()).contains(image.getFileName() + " cannot be read");
        assertThat(Files.readAllLines(dir.resolve("out/runs.csv"))).hasSize(2);

        Cli.Result skipped = small("dense,hrbp", "--corrupt", "skip");
        assertThat(skipped.code()).as(skipped.err()).isZero();
        assertThat(skipped.line()).contains(image.getFileName().toString(), "left out");
        assertThat(skipped.out()).contains("| Dense |", "| HRBP |");
        assertThat(Files.getLastModifiedTime(finished)).isEqualTo(old);
    }

    @Test
    void partialDataAreRefused() throws IOException {
        Path data = TestJpegs.layout(dir.resolve("data"), 3, 3, 2, 24);
        try (var images = Files.list(data.resolve("val/n00000002"))) {
            for (Path image : images.toList()) {
                Files.delete(image);
            }
        }
        assertThat(small("hrbp").line()).contains("n00000002 has no image");
        assertThat(dir.resolve("out"))
                .as("nothing is written before the data are checked")
                .doesNotExist();
        Files.delete(data.resolve("val/n00000002"));
        assertThat(small("hrbp").line()).contains("val lacks class n00000002");
        assertThat(table2("small-cnn", "imagenet").line()).contains("val lacks class n00000002");
        TestJpegs.layout(data, 3, 3, 2, 24);
        assertThat(table2("small-cnn", "imagenet").line()).contains("3 classes instead of ImageNet's 1000");
    }

    @Test
    void aFolderWithOtherClassesThanTheRunBeganWithIsRefused() throws IOException {
        Path data = TestJpegs.layout(dir.resolve("data"), 3, 3, 2, 24);
        assertThat(small("hrbp").code()).isZero();
        Files.delete(cell("hrbp-80-seed1.json"));
        TestJpegs.layout(data, 4, 3, 2, 24);
        assertThat(small("hrbp").err()).contains("has 4 classes, but the network", "was made for 3");
    }
}
