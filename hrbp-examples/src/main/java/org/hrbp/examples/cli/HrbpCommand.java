/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import org.hrbp.examples.run.OneLine;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code hrbp} command. */
@Command(
        name = "hrbp",
        mixinStandardHelpOptions = true,
        version = "hrbp 0.1.0-SNAPSHOT",
        description = "Trains block-sparse CNNs in DeepLearning4J with kept weights only.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failure", "2:usage", "130:stopped by Ctrl-C"},
        subcommands = {
            QuickstartCommand.class,
            DataCommand.class,
            TrainCommand.class,
            MethodsCommand.class,
            SummaryCommand.class,
            InspectCommand.class,
            TopologyCommand.class,
            UiCommand.class,
            BenchCommand.class,
            ReproduceCommand.class
        })
public final class HrbpCommand {
    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Print the stack trace of an error.")
    private boolean stackTrace;

    /** Made by picocli. */
    public HrbpCommand() {}

    /**
     * Runs the command line and exits with its code: 0 done, 1 failure, 2 usage, 130 stopped by Ctrl-C.
     *
     * @param args the arguments
     */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Also for what picocli does not catch, as memory that is too small or a native library that does not load. */
    private static int run(String[] args) {
        try {
            return commandLine().execute(args);
        } catch (Error e) {
            System.err.println("hrbp: " + OneLine.of(e));
            return ExitCode.SOFTWARE;
        }
    }

    boolean stackTraces() {
        return stackTrace;
    }

    /**
     * Makes the command line, with error handling.
     *
     * @return a new command line
     */
    public static CommandLine commandLine() {
        Failures failures = new Failures();
        return new CommandLine(new HrbpCommand())
                .addSubcommand("completion", new GenerateCompletion())
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
    }
}
