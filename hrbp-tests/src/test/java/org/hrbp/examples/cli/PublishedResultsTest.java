/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hrbp.examples.reproduce.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published tables follow from the published CSV files. */
class PublishedResultsTest {
    private static final Path RESULTS = Path.of("../docs/results");
    private static final List<String> OF_RUNS = List.of("runs.csv", "speed.csv", "peers.csv", "layers.csv");
    private static final Pattern ABSOLUTE =
            Pattern.compile("(?<![\\w./:~)\\]-])/(?:[\\w.+-]+/)+[\\w.-]*|\\b[A-Za-z]:\\\\\\w");

    @TempDir
    Path dir;

    /** Folders that {@code hrbp reproduce --from} reads. */
    static List<Path> published() throws IOException {
        try (Stream<Path> all = Files.walk(RESULTS)) {
            return all.filter(folder -> Files.exists(folder.resolve("table.md")))
                    .filter(folder -> Files.exists(folder.resolve("blocks.csv"))
                            || OF_RUNS.stream().anyMatch(name -> Files.exists(folder.resolve(name))))
                    .sorted()
                    .toList();
        }
    }

    static List<Path> texts() throws IOException {
        try (Stream<Path> all = Files.walk(RESULTS)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".png"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> table(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("|") || line.startsWith("#"))
                .toList();
    }

    /** The folder is called as the target, perhaps with more behind. */
    private static String target(Path folder) {
        String name = folder.getFileName().toString();
        return Target.ids().stream()
                .filter(name::startsWith)
                .max(Comparator.comparingInt(String::length))
                .orElseThrow(() -> new AssertionError(folder + " is called as none of " + Target.ids()));
    }

    @Test
    void thereAreSome() throws IOException {
        assertThat(published()).extracting(Path::toString).anyMatch(name -> name.endsWith("fig6"));
    }

    @ParameterizedTest
    @MethodSource("published")
    void tablesAreThoseOfTheirRows(Path folder) throws IOException {
        Path copy = dir.resolve("copy");
        Cli.Result result = Cli.run("reproduce", target(folder), "--from", folder, "--out", copy);
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(table(copy.resolve("table.md")))
                .as("hrbp reproduce %s --from %s", target(folder), folder)
                .isEqualTo(table(folder.resolve("table.md")));
    }

    @ParameterizedTest
    @MethodSource("published")
    void rowsSayOfWhichCommitTheyAre(Path folder) throws IOException {
        for (String name : OF_RUNS) {
            if (!Files.exists(folder.resolve(name))) {
                continue;
            }
            try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(folder.resolve(name))) {
                assertThat(rows.stream().map(row -> row.getField("commit")))
                        .as(name)
                        .isNotEmpty()
                        .allMatch(commit -> commit.matches("[0-9a-f]{40}(-dirty)?"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void noFileTellsOfTheMachinesFolders(Path file) {
        assertThat(file).content().doesNotContainPattern(ABSOLUTE);
    }
}
