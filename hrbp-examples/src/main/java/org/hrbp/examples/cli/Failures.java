/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RefusedException;
import org.hrbp.examples.run.StoppedException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One line on stderr for whatever goes wrong, and the exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    /** 128 + SIGINT; after another signal the JVM itself decides. */
    static final int STOPPED = 130;

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (command.getCommandSpec().root().userObject() instanceof HrbpCommand hrbp && hrbp.stackTraces()) {
            e.printStackTrace(command.getErr());
        }
        if (e instanceof StoppedException) {
            return STOPPED; // the run said it already
        }
        command.getErr().println("hrbp: " + OneLine.of(e));
        return e instanceof RefusedException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr()
                .println("hrbp: " + OneLine.of(e) + " (see "
                        + command.getCommandSpec().qualifiedName() + " --help)");
        return ExitCode.USAGE;
    }
}
