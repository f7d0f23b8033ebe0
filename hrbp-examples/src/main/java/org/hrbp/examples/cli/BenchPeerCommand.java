/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.bench.BenchConfig;
import org.hrbp.examples.bench.StepBench;
import org.hrbp.examples.bench.StepRow;
import org.hrbp.examples.bench.StepTable;
import org.hrbp.examples.bench.TorchMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hrbp bench peer}. Exit code 0 done, 1 failure, 2 usage, 130 stopped by Ctrl-C. */
@Command(
        name = "peer",
        mixinStandardHelpOptions = true,
        description =
                "Times whole training steps in turns with those of the same dense network in PyTorch, which needs Python"
                        + " 3 with PyTorch.")
public final class BenchPeerCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Option(
            names = "--python",
            paramLabel = "EXE",
            defaultValue = "python3",
            description = "The Python to use; PYTHONPATH is passed on. Default: ${DEFAULT-VALUE}.")
    private String python = "";

    @Option(names = "--compile", description = "Also rows with torch.compile, where it runs.")
    private boolean compile;

    @Option(names = "--bf16", description = "Also rows with bfloat16 (torch.autocast), where it runs.")
    private boolean bf16;

    /** Made by picocli. */
    public BenchPeerCommand() {}

    @Override
    public Integer call() {
        CommandLine command = Objects.requireNonNull(spec).commandLine();
        BenchConfig config = options.checked();
        List<StepRow> rows = StepBench.runWithPeer(
                config, TorchMode.all(compile, bf16), python, options.output(command), options.json::writeLines);
        command.getOut().println(StepTable.of(rows));
        return 0;
    }
}
