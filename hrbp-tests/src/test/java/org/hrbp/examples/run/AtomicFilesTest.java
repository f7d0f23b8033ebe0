/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path dir;

    @Test
    void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = Files.writeString(dir.resolve("checkpoint.zip"), "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, temp -> {
                    Files.writeString(temp, "half of the ne");
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(RunException.class)
                .hasMessage(file + " cannot be written: No space left on device");
        assertThat(file).hasContent("old");
        assertThat(dir.toFile().list()).containsExactly("checkpoint.zip");
    }

    @Test
    void aFullDiskIsSaidOfTablesThatAreLargerThanABuffer() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "a disk that is full is simulated the way Linux has it");
        Path file = Files.writeString(dir.resolve("metrics.csv"), "old");
        Files.createSymbolicLink(dir.resolve(".metrics.csv.part"), full);
        List<List<String>> rows = Collections.nCopies(100_000, List.of("0.123456789"));
        assertThatThrownBy(() -> CsvTable.write(file, List.of("loss"), rows))
                .isInstanceOf(RunException.class)
                .hasMessage(file + " cannot be written: No space left on device");
        assertThat(file).hasContent("old");
    }

    @Test
    void aWriteReplacesTheOldFile() throws IOException {
        Path file = Files.writeString(dir.resolve("checkpoint.zip"), "old");
        AtomicFiles.write(file, temp -> Files.writeString(temp, "new"));
        assertThat(file).hasContent("new");
        assertThat(dir.toFile().list()).containsExactly("checkpoint.zip");
    }

    @Test
    void aMissingFolderIsSaidInOneLine() {
        assertThatThrownBy(() -> Json.write(dir.resolve("no/x.json"), "x"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("cannot be written: there is no file or folder")
                .hasMessageNotContaining("\n");
    }
}
