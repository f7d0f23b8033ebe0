/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.bench.LayerBench;
import org.hrbp.examples.bench.LayerRow;
import org.hrbp.examples.bench.LayerTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hrbp bench layer}. Exit code 0 done, 1 failure, 2 usage, 130 stopped by Ctrl-C. */
@Command(
        name = "layer",
        mixinStandardHelpOptions = true,
        description =
                "Times the passes of single layers, every shape that the network has, beside what the machine can do at"
                        + " most.")
public final class BenchLayerCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private BenchOptions options = new BenchOptions();

    /** Made by picocli. */
    public BenchLayerCommand() {}

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        BenchConfig config = options.checked();
        List<LayerRow> rows = LayerBench.run(config, options.output(command), options.json::writeLines);
        command.getOut().println(LayerTable.of(rows));
        return 0;
    }
}
