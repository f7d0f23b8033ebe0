/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveExtractorTest {
    private static final byte[] SMALL = {1, 2, 3};
    private static final Map<String, Long> WANTED = Map.of("set/a.bin", 3L);

    @TempDir
    Path dir;

    private Path out;

    @BeforeEach
    void folder() throws IOException {
        out = Files.createDirectories(dir.resolve("x/out"));
    }

    private void extract(TestArchive archive) throws IOException {
        Path file = dir.resolve("set.tar.gz");
        Files.write(file, archive.bytes());
        ArchiveExtractor.extract(file, WANTED, out);
    }

    private void assertRefused(TestArchive archive, String message) throws IOException {
        assertThatThrownBy(() -> extract(archive))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
        try (Stream<Path> all = Files.walk(dir)) {
            assertThat(all.filter(Files::isRegularFile)).containsExactly(dir.resolve("set.tar.gz"));
        }
    }

    @Test
    void writesWantedFilesOnly() throws IOException {
        extract(new TestArchive()
                .file("set/readme.html", new byte[1000])
                .file("set/a.bin", SMALL)
                .file("other/a.bin", new byte[2]));
        try (Stream<Path> all = Files.list(out)) {
            assertThat(all).containsExactly(out.resolve("a.bin"));
        }
        assertThat(out.resolve("a.bin")).hasBinaryContent(SMALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "set/../../evil", "/tmp/evil", "..", "..\\evil", "C:\\evil", "c:/evil", "\\evil"})
    void refusesNamesThatLeaveTheFolder(String name) throws IOException {
        assertRefused(new TestArchive().file(name, SMALL), "entry '" + name + "' leaves the folder");
    }

    @Test
    void refusesLinks() throws IOException {
        assertRefused(new TestArchive().link("set/a.bin", "/etc/passwd"), "'set/a.bin' is not a plain file");
        assertRefused(new TestArchive().hardLink("set/a.bin", "../x"), "'set/a.bin' is not a plain file");
    }

    @Test
    void refusesTooMuch() throws IOException {
        assertRefused(
                new TestArchive().file("set/a.bin", new byte[4]),
                "entry 'set/a.bin' has 4 bytes, at most 3 are expected");
        assertRefused(new TestArchive().file("set/bomb", new byte[5 << 20]), "set.tar.gz has more than the 4194307");
    }

    @Test
    void refusesAFileThatComesTwice() throws IOException {
        TestArchive twice = new TestArchive().file("set/a.bin", SMALL).file("set/a.bin", SMALL);
        assertThatThrownBy(() -> extract(twice)).hasMessageContaining("'set/a.bin' comes twice");
    }

    @Test
    void saysThatGarbageIsNoArchive() throws IOException {
        Path file = Files.write(dir.resolve("set.tar.gz"), SMALL);
        assertThatThrownBy(() -> ArchiveExtractor.extract(file, WANTED, out)).isInstanceOf(IOException.class);
    }
}
