/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import com.github.freva.asciitable.AsciiTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.console.Columns;
import org.hrbp.examples.run.RunOutput;
import org.hrbp.examples.run.RunReport;
import org.hrbp.examples.run.TrainRun;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hrbp quickstart}: one small network, dense and sparse, on the images in the jar, and a table of both. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description =
                "Trains a small CNN on embedded images, dense and with HRBP at 90 %% sparsity, and compares them.")
public final class QuickstartCommand implements Callable<Integer> {
    private static final String NET = "small-cnn";
    private static final String DATA = "fashion-mini";
    private static final List<String> STRUCTURES = List.of("dense", "hrbp");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "6",
            description = "Epochs. Default: ${DEFAULT-VALUE}.")
    private int epochs;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Train on the first N images only. Default: 0, all.")
    private int limit;

    @Option(
            names = "--limit-test",
            paramLabel = "N",
            defaultValue = "0",
            description = "Test on the first N images only. Default: 0, all.")
    private int limitTest;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the two run folders. Default: runs/quickstart-TIME.")
    private @Nullable Path out;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    /** Made by picocli. */
    public QuickstartCommand() {}

    /** A line of the table. */
    record Row(
            String structure,
            double sparsity,
            double testAccuracy,
            double secondsPerStep,
            long weightsKept,
            long paramBytes,
            String runDir) {}

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        json.check();
        machine.apply();
        Path folder = out == null ? RunFolders.dated("quickstart") : out;
        List<Row> rows = new ArrayList<>();
        for (String structure : STRUCTURES) {
            rows.add(train(structure, folder.resolve(structure), command));
        }
        command.getOut().println(table(rows));
        json.write(rows);
        return 0;
    }

    private Row train(String structure, Path folder, CommandLine command) {
        NetOptions net = new NetOptions();
        net.net = NET;
        net.data = DATA;
        net.structure = structure;
        RecipeOptions recipe = new RecipeOptions();
        recipe.epochs = epochs;
        recipe.limit = limit;
        recipe.limitTest = limitTest;
        RunOutput output = machine.output(command);
        output.out().println(NET + " on " + DATA + ", " + structure);
        RunReport r = TrainRun.start(Defaults.complete(net, recipe, null), folder, output, machine.resources());
        return new Row(
                r.structure(),
                r.sparsity(),
                r.testAccuracy(),
                r.secondsPerStep(),
                r.weightsKept(),
                r.paramBytes(),
                r.runDir());
    }

    private static String table(List<Row> rows) {
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .data(
                        rows,
                        List.of(
                                Columns.text("structure").with(Row::structure),
                                Columns.number("sparsity").with(row -> Columns.format("%.2f", row.sparsity())),
                                Columns.number("test accuracy")
                                        .with(row -> Columns.format("%.2f %%", 100 * row.testAccuracy())),
                                Columns.number("seconds per step")
                                        .with(row -> Columns.format("%.4f", row.secondsPerStep())),
                                Columns.number("weights").with(row -> Columns.format("%,d", row.weightsKept())),
                                Columns.number("parameter bytes").with(row -> Columns.format("%,d", row.paramBytes())),
                                Columns.text("run folder").with(Row::runDir)))
                .asString();
    }
}
