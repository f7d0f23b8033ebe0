/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import com.github.freva.asciitable.AsciiTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.evolve.DstMethods;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.bench.UpdateBench;
import org.hrbp.examples.bench.UpdateRow;
import org.hrbp.examples.console.Columns;
import org.hrbp.examples.run.Names;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hrbp bench update}. Exit code 0 done, 1 failure, 2 usage, 130 stopped by Ctrl-C. */
@Command(
        name = "update",
        mixinStandardHelpOptions = true,
        description = "Times the topology updates of dynamic sparse training, in turns with steps of static patterns.")
public final class BenchUpdateCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--dst",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "hrbp,rigl,set,deepr,dsr",
            completionCandidates = MethodNames.class,
            description = "Methods: ${COMPLETION-CANDIDATES}. Default: all.")
    private List<String> methods = List.of();

    /** Made by picocli. */
    public BenchUpdateCommand() {}

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        methods.forEach(dst -> Names.index("--dst", dst, DstMethods.ids()));
        BenchConfig config = options.checked();
        List<UpdateRow> rows = UpdateBench.run(config, methods, options.output(command), options.json::writeLines);
        command.getOut().println(table(rows));
        return 0;
    }

    private static String table(List<UpdateRow> rows) {
        return AsciiTable.builder()
                .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                .data(
                        rows,
                        List.of(
                                Columns.text("dst").with(UpdateRow::dst),
                                Columns.text("structure").with(UpdateRow::structure),
                                Columns.number("static s").with(row -> Columns.format("%.4f", row.staticS())),
                                Columns.number("between s").with(row -> Columns.format("%.4f", row.betweenS())),
                                Columns.number("update s").with(row -> Columns.format("%.4f", row.updateS())),
                                Columns.number("between adds")
                                        .with(row -> Columns.format("%.1f %%", 100 * row.betweenShare())),
                                Columns.number("updates add at interval 100")
                                        .with(row -> Columns.format("%.2f %%", 100 * row.updateShare()))))
                .asString();
    }

    /** For help and completion. */
    static final class MethodNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        MethodNames() {
            super(DstMethods.ids());
        }
    }
}
