/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReproduceCommandTest {
    private static final String HEADER =
            "net,data,method,sparsity,seed,epochs,test_accuracy,best_test_accuracy,seconds_per_step,weights_kept,commit,";

    @TempDir
    Path dir;

    private Cli.Result reproduce(String target, String... more) {
        List<Object> words = new ArrayList<>(List.of(
                "reproduce",
                target,
                "--scale",
                "smoke",
                "--nets",
                "small-cnn",
                "--datasets",
                "fashion-mini",
                "--quiet",
                "--out",
                dir.resolve(target)));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private Path cell(String target, String name) {
        return dir.resolve(target).resolve("cells").resolve(name);
    }

    @Test
    void tableOneTrainsEveryMethodAndMeasuresItsSpeed() throws IOException {
        Cli.Result result = reproduce("table1", "--sparsities", "0.9");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "`hrbp reproduce table1 --scale smoke --nets small-cnn --datasets fashion-mini --quiet --sparsities 0.9`")
                .contains(
                        "**instead of the recipe's 160**",
                        "first 8 training images only",
                        "| 1, the last of 2 trainings |")
                .contains("| Dense | 0 % |", "| RU | 90 % |", "| GraSP |", "| Small dense (control) |")
                .contains("| RC as a narrower net | 90 % |");
        List<String> runs = Files.readAllLines(dir.resolve("table1/runs.csv"));
        assertThat(runs.get(0)).startsWith(HEADER);
        assertThat(runs).hasSize(10);
        assertThat(runs).anyMatch(line -> line.startsWith("small-cnn,fashion-mini,lth,0.9,1,1,"));
        assertThat(Files.readAllLines(dir.resolve("table1/speed.csv"))).hasSize(10);
        assertThat(dir.resolve("table1")).isDirectoryContaining("glob:**speed-small-cnn.svg");

        // all of it again: nothing is trained or measured a second time
        Path report = cell("table1", "small-cnn-fashion-mini-hrbp-90-seed1").resolve("report.json");
        FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(report, old);
        String speeds = Files.readString(dir.resolve("table1/speed.csv"));
        Cli.Result again = reproduce("table1", "--sparsities", "0.9");
        assertThat(again.code()).isZero();
        assertThat(Files.getLastModifiedTime(report)).isEqualTo(old);
        assertThat(dir.resolve("table1/speed.csv")).hasContent(speeds);

        // and from the CSV files alone
        Path copy = Files.createDirectory(dir.resolve("copy"));
        for (String name : List.of("runs.csv", "speed.csv", "about.txt")) {
            Files.copy(dir.resolve("table1").resolve(name), copy.resolve(name));
        }
        assertThat(Cli.run("reproduce", "table1", "--from", copy).code()).isZero();
        assertThat(copy.resolve("table.md")).hasSameTextualContentAs(dir.resolve("table1/table.md"));
    }

    @Test
    void dynamicMethodsAndSeedsHaveIntervals() throws IOException {
        Cli.Result result = reproduce("table3", "--sparsities", "0.8", "--seeds", "2");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("| Deep-R |", "| DSR |", "| SET |", "| RigL |", "| HRBP (DST) |");
        assertThat(result.out())
                .containsPattern("\\| RigL \\| 80 % \\|[^|]+\\| – \\| [0-9.]+ ± [0-9.]+ \\| ± [0-9.]+ \\| 2 \\|");
        assertThat(Files.readAllLines(dir.resolve("table3/runs.csv"))).hasSize(13);
    }

    @Test
    void blocksBreakInTheBackwardPassOfGroupingOnly() {
        Cli.Result result = reproduce("blocks");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).containsPattern("\\| HRBP \\| 3 \\| \\d+ \\| 100.0 % \\| 100.0 % \\| 100.0 % \\|");
        assertThat(result.out()).containsPattern("\\| Grouping \\| 3 \\| \\d+ \\| 100.0 % \\| 1\\d.\\d % \\|");
        assertThat(dir.resolve("blocks"))
                .isDirectoryContaining("glob:**blocks-small-cnn-fashion-mini-grouping-90-seed1-backward-regrouped.png");
    }

    @Test
    void figureSixShowsBothFormsOfGroupingAndHrbpWithUniformDensities() throws IOException {
        Cli.Result result = reproduce("fig6", "--sparsities", "0.5", "--methods", "grouping,hrbp");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("| Grouping | 50 % |", "| Grouping, form (A) | 50 % |", "| Grouping, form (B) | 50 % |")
                .contains("| HRBP | 50 % |", "| HRBP, uniform densities | 50 % |");
        List<String> rows = Files.readAllLines(dir.resolve("fig6/speed.csv"));
        assertThat(rows).hasSize(6);
        assertThat(rows).anyMatch(line -> line.startsWith("small-cnn,grouping-col2im,0.5,"));
        assertThat(rows).anyMatch(line -> line.startsWith("small-cnn,grouping-gather,0.5,"));
    }

    @Test
    void speedAloneNeedsNoTraining() throws IOException {
        Cli.Result result = reproduce("ablation-block", "--sparsities", "0.9", "--speed-only");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readAllLines(dir.resolve("ablation-block/speed.csv"))).hasSize(7);
        assertThat(dir.resolve("ablation-block/cells")).doesNotExist();
        assertThat(reproduce("table3", "--speed-only").line()).contains("--speed-only", "table3");
    }

    @Test
    void nothingIsTimedWhileAnotherProcessTrains() throws IOException {
        String[] one = {"--methods", "ru", "--sparsities", "0.9"};
        assertThat(reproduce("table3", one).code()).isZero();
        Path shared = dir.resolve("table3/cells");
        String[] sharing = {"--methods", "ru", "--sparsities", "0.9", "--cells", shared.toString()};
        try (FileChannel channel = FileChannel.open(
                        shared.resolve("of-another-grid.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            Cli.Result busy = reproduce("table1", sharing);
            assertThat(busy.code()).as(busy.err()).isZero();
            assertThat(busy.err()).contains("nothing is measured while another process trains");
            assertThat(busy.out()).contains("| RU | 90 % |").doesNotContain("## Training steps");
        }
        assertThat(reproduce("table1", sharing).out()).contains("## Training steps");
    }

    @Test
    void aTableOfTrainedNetsKeepsItsScheduleWhenOnlySpeedIsAskedFor() {
        String[] two = {"--methods", "rc", "--sparsities", "0.9", "--speed-only"};
        assertThat(reproduce("table1", two).out()).doesNotContain("Schedule:");
        assertThat(reproduce("table1", Arrays.copyOf(two, 4)).out()).contains("Schedule: 1 epoch");
        assertThat(reproduce("table1", two).out())
                .contains("Schedule: 1 epoch **instead of the recipe's 160**", "Trained by ");
    }

    @Test
    void aMeasurementOfFewerStepsIsDoneAgain() throws IOException {
        String[] one = {"--methods", "ru", "--sparsities", "0.9", "--speed-only"};
        String[] more = {"--methods", "ru", "--sparsities", "0.9", "--speed-only", "--steps", "2"};
        assertThat(reproduce("table1", one).code()).isZero();
        assertThat(speeds("table1", "method", "steps")).containsExactly("ru 1");
        assertThat(reproduce("table1", more).code()).isZero();
        assertThat(speeds("table1", "method", "steps")).containsExactly("ru 2");
        assertThat(reproduce("table1", one).code()).isZero();
        assertThat(speeds("table1", "method", "steps")).containsExactly("ru 2");
    }

    @Test
    void trainedNetsTakeThePlaceOfThoseThatWereMeasuredUntrained() throws IOException {
        String[] two = {"--methods", "rc,ru", "--sparsities", "0.9", "--speed-only"};
        assertThat(reproduce("table1", two).code()).isZero();
        assertThat(speeds("table1", "method", "trained")).containsExactly("rc false", "rc-narrow false", "ru false");
        assertThat(reproduce("table1", Arrays.copyOf(two, 4)).code()).isZero();
        List<String> trained = List.of("rc-narrow false", "rc true", "ru true");
        assertThat(speeds("table1", "method", "trained")).containsExactlyElementsOf(trained);
        assertThat(reproduce("table1", two).code()).isZero();
        assertThat(speeds("table1", "method", "trained")).containsExactlyElementsOf(trained);
    }

    private List<String> speeds(String target, String... columns) throws IOException {
        try (CsvReader<NamedCsvRecord> reader =
                CsvReader.builder().ofNamedCsvRecord(dir.resolve(target).resolve("speed.csv"))) {
            return reader.stream()
                    .map(row -> Stream.of(columns).map(row::getField).collect(Collectors.joining(" ")))
                    .toList();
        }
    }

    @Test
    void aNetOfTwoDataSetsIsMeasuredOnce() throws IOException {
        String words = "reproduce,table1,--scale,smoke,--speed-only,--quiet,--nets,small-cnn,--datasets";
        List<Object> args = new ArrayList<>(List.of((Object[]) words.split(",", -1)));
        args.addAll(List.of("fashion-mini,cifar100", "--methods", "rc,hrbp", "--sparsities", "0.9"));
        args.addAll(List.of("--out", dir.resolve("two")));
        Cli.Result result = Cli.run(args.toArray());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readAllLines(dir.resolve("two/speed.csv")))
                .extracting(line -> line.split(",", -1)[1])
                .containsExactly("method", "rc", "rc-narrow", "hrbp", "hrbp-uniform");
    }

    @Test
    void everyLayerIsMeasuredAtInference() throws IOException {
        Cli.Result result = Cli.run(
                "reproduce", "fig7", "--scale", "smoke", "--nets", "resnet32", "--quiet", "--out", dir.resolve("fig7"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("batch 1, times", "batch 128, times", "(sparsity)");
        // two more shapes than stages, because of the strides, and the first layer; three batches
        assertThat(Files.readAllLines(dir.resolve("fig7/layers.csv"))).hasSizeGreaterThan(3 * 6);
    }

    @Test
    void aRunThatWasInterruptedGoesOnAndOneThatIsTakenIsLeft() throws IOException {
        String[] two = {"--methods", "hrbp,ru", "--sparsities", "0.9", "--epochs", "2"};
        assertThat(reproduce("table3", two).code()).isZero();
        Path result = cell("table3", "small-cnn-fashion-mini-hrbp-90-seed1.json");
        String before = Files.readString(result);

        Files.delete(result); // as if the process had ended between training and result
        assertThat(reproduce("table3", two).code()).isZero();
        assertThat(withoutLoad(Files.readString(result))).isEqualTo(withoutLoad(before));

        Files.delete(result);
        Path lock = cell("table3", "small-cnn-fashion-mini-hrbp-90-seed1.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            Cli.Result other = reproduce("table3", two);
            assertThat(other.code()).as(other.err()).isZero();
            assertThat(result).doesNotExist();
            assertThat(Files.readAllLines(dir.resolve("table3/runs.csv"))).hasSize(2);
        }
    }

    /** Whether other programs ran meanwhile may differ. */
    private static String withoutLoad(String json) {
        return json.replaceAll("\"alone\"\\s*:\\s*(true|false)", "");
    }

    @Test
    void targetsOfOneScheduleShareRuns() throws IOException {
        Path shared = dir.resolve("shared");
        String[] common = {"--sparsities", "0.9", "--cells", shared.toString()};
        assertThat(reproduce("table3", "--methods", "hrbp", "--sparsities", "0.9", "--cells", shared.toString())
                        .code())
                .isZero();
        Path report = shared.resolve("small-cnn-fashion-mini-hrbp-90-seed1/report.json");
        FileTime old = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(report, old);

        Cli.Result init = reproduce("ablation-init", common);
        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out()).doesNotContain(shared.toString());
        assertThat(Files.readAllLines(dir.resolve("ablation-init/runs.csv"))).hasSize(5);
        assertThat(dir.resolve("ablation-init/cells")).doesNotExist();
        assertThat(shared.resolve("small-cnn-fashion-mini-hrbp-90-snip-seed1")).exists();
        assertThat(shared.resolve("small-cnn-fashion-mini-hrbp-90-random-seed1"))
                .as("random scores are the default")
                .doesNotExist();
        assertThat(Files.getLastModifiedTime(report)).isEqualTo(old);
    }

    @Test
    void aRunThatFailsIsNamedAndTheOthersGoOn() throws IOException {
        Path broken = cell("table3", "small-cnn-fashion-mini-hrbp-90-seed1");
        String[] two = {"--methods", "hrbp,ru", "--sparsities", "0.9"};
        assertThat(reproduce("table3", two).code()).isZero();
        Files.delete(broken.resolveSibling(broken.getFileName() + ".json"));
        Files.delete(cell("table3", "small-cnn-fashion-mini-ru-90-seed1.json"));
        Files.writeString(broken.resolve("checkpoint.zip"), "not a checkpoint");
        Cli.Result result = reproduce("table3", two);
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("1 runs failed", "hrbp 90 seed1", "checkpoint.zip is corrupt");
        assertThat(cell("table3", "small-cnn-fashion-mini-ru-90-seed1.json")).exists();
    }

    @Test
    void aRunThatAnotherCommandHoldsIsNamedAndTheOthersGoOn() throws IOException {
        Path held = cell("table3", "small-cnn-fashion-mini-hrbp-90-seed1");
        String[] two = {"--methods", "hrbp,ru", "--sparsities", "0.9"};
        Files.createDirectories(held);
        try (FileChannel channel = FileChannel.open(
                        held.resolve("run.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            Cli.Result result = reproduce("table3", two);
            assertThat(lock.isValid()).isTrue();
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).contains("1 runs failed", "hrbp 90 seed1");
            assertThat(cell("table3", "small-cnn-fashion-mini-ru-90-seed1.json"))
                    .exists();
        }
        assertThat(reproduce("table3", two).code()).isZero();
    }

    @Test
    void whyNoRunFinishedIsSaid() throws IOException {
        Path held = cell("table3", "small-cnn-fashion-mini-hrbp-90-seed1");
        Files.createDirectories(held);
        Files.writeString(held.resolve("checkpoint.zip"), "not a checkpoint");
        Cli.Result result = reproduce("table3", "--methods", "hrbp", "--sparsities", "0.9");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("all runs failed", "hrbp 90 seed1").doesNotContain("has no results");
    }

    @Test
    void foldersOfThisMachineStayOutOfTheTable() throws IOException {
        assertThat(reproduce("table3", "--methods", "ru", "--sparsities", "0.9", "--cells=" + dir.resolve("shared"))
                        .code())
                .isZero();
        assertThat(dir.resolve("shared")).isDirectory();
        assertThat(Files.readString(dir.resolve("table3/about.txt")))
                .contains("--methods ru")
                .doesNotContain("shared");
    }

    @Test
    void aFolderOfAnotherScheduleIsRefusedBeforeAnythingRuns() throws IOException {
        assertThat(reproduce("table3", "--methods", "hrbp", "--sparsities", "0.9")
                        .code())
                .isZero();
        String about = Files.readString(dir.resolve("table3/about.txt"));
        Cli.Result result = reproduce("table3", "--methods", "ru,hrbp", "--sparsities", "0.9", "--epochs", "3");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("small-cnn-fashion-mini-hrbp-90-seed1", "--epochs is 1 there, not 3");
        assertThat(cell("table3", "small-cnn-fashion-mini-ru-90-seed1")).doesNotExist();
        assertThat(dir.resolve("table3/about.txt")).hasContent(about);

        FileUtils.deleteDirectory(
                cell("table3", "small-cnn-fashion-mini-hrbp-90-seed1").toFile());
        Cli.Result resultsOnly = reproduce("table3", "--methods", "hrbp", "--sparsities", "0.9", "--epochs", "3");
        assertThat(resultsOnly.code()).isEqualTo(2);
        assertThat(resultsOnly.line())
                .contains("small-cnn-fashion-mini-hrbp-90-seed1.json", "--epochs 1, ", "not --epochs 3, ");
        assertThat(dir.resolve("table3/about.txt")).hasContent(about);
    }

    @Test
    void missingDataSayHowToGetThem() {
        Cli.Result result = Cli.run(
                "reproduce", "table3", "--scale", "smoke", "--data-dir", dir, "--out", dir.resolve("out"), "--quiet");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).contains("hrbp data get cifar10");

        // before the runs whose data are there
        Path out = dir.resolve("both");
        String words = "reproduce,table3,--scale,smoke,--quiet,--nets,small-cnn,--datasets";
        List<Object> args = new ArrayList<>(List.of((Object[]) words.split(",", -1)));
        args.addAll(List.of("fashion-mini,cifar100", "--data-dir", dir, "--out", out));
        Cli.Result both = Cli.run(args.toArray());
        assertThat(both.code()).isEqualTo(1);
        assertThat(both.line()).contains("hrbp data get cifar100");
        assertThat(out.resolve("cells")).doesNotExist();
    }

    @Test
    void aPythonWithoutPyTorchIsSaidBeforeAnythingRuns() {
        Cli.Result result =
                reproduce("table1", "--python", dir.resolve("nowhere").toString());
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.line()).contains("nowhere) cannot be started", "--python EXE");
        assertThat(dir.resolve("table1")).doesNotExist();
    }

    @Test
    void figureSevenIsOfOneNet() {
        Cli.Result result = Cli.run("reproduce", "fig7", "--scale", "smoke", "--nets", "vgg19,resnet32", "--out", dir);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--nets vgg19,resnet32", "one network");
    }

    @ParameterizedTest
    @CsvSource({
        "table9,--scale,smoke,TARGET table9 is unknown",
        "table1,--scale,huge,--scale huge is unknown",
        "table1,--seeds,1,--scale is missing",
        "table1,--from,nowhere,has no results",
    })
    void badInputIsNamed(String target, String option, String value, String message) {
        Cli.Result result = Cli.run("reproduce", target, option, value);
        assertThat(result.code()).isNotZero();
        assertThat(result.line()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "--sparsities,1.5,'in (0, 1)'",
        "--seeds,0,at least 1",
        "--steps,0,at least 1",
        "--epochs,0,'in [1,'",
        "--lth-epochs,0,'in [1, 1]'",
        "--lth-epochs,2,'in [1, 1]'",
        "--methods,magic,--method magic is unknown",
    })
    void badOptionsAreNamed(String option, String value, String message) {
        Cli.Result result = reproduce("table1", option, value);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains(value.equals("0") ? option + " 0" : value, message);
        assertThat(dir.resolve("table1")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"fig6,lth,'small-dense, ru, rc, grouping, hrbp'", "fig7,ru,measures hrbp"})
    void methodsThatATargetCannotMeasureAreNamed(String target, String method, String message) {
        Cli.Result result = reproduce(target, "--methods", method);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.line()).contains("--methods " + method, target + " trains nothing", message);
        assertThat(dir.resolve(target)).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"table1,speed.csv", "blocks,blocks.csv"})
    void aNetworkThatIsGoneIsNamedAndTheTableIsWritten(String target, String file) throws IOException {
        String[] two = {"--methods", "ru,hrbp", "--sparsities", "0.9"};
        assertThat(reproduce(target, two).code()).isZero();
        Path measured = dir.resolve(target).resolve(file);
        List<String> all = Files.readAllLines(measured);
        FileUtils.deleteDirectory(
                cell(target, "small-cnn-fashion-mini-ru-90-seed1").toFile());
        assertThat(reproduce(target, two).code()).isZero();
        assertThat(Files.readAllLines(measured)).containsExactlyInAnyOrderElementsOf(all);

        Files.delete(measured);
        Cli.Result rest = reproduce(target, two);
        assertThat(rest.code()).as(rest.err()).isZero();
        assertThat(rest.line()).contains("fashion mini ru 90 seed1 is gone", "ru-90-seed1.json to train it again");
        assertThat(rest.out()).contains("| RU |", "| HRBP |");
        assertThat(Files.readAllLines(measured))
                .hasSizeBetween(2, all.size() - 1)
                .noneMatch(line -> line.contains(",ru,"));
    }
}
