/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.data.DataException;
import org.hrbp.examples.data.DataGetter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hrbp data get}: makes a data set complete on disk. Exit code 0 done, 1 failure, 2 usage. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Gets a data set: from a folder that has it, the cache, or its official host.")
public final class DataGetCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String name = "";

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where the set shall be; default: property hrbp.data, variable HRBP_DATA or ~/.cache/hrbp.")
    private @Nullable Path dir;

    @Option(names = "--from", paramLabel = "DIR", description = "A folder that has the files already.")
    private @Nullable Path from;

    /** Made by picocli. */
    public DataGetCommand() {}

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (!DataGetter.names().contains(name)) {
            throw new ParameterException(
                    command.commandLine(),
                    "There is nothing to get for '" + name + "', choose one of "
                            + String.join(", ", DataGetter.names()));
        }
        try {
            Path folder = DataGetter.official(
                            name, line -> command.commandLine().getErr().println(line))
                    .get(dir, from);
            command.commandLine().getOut().println(name + " is in " + folder);
            return 0;
        } catch (DataException e) {
            command.commandLine().getErr().println("hrbp: " + e.getMessage());
            return 1;
        }
    }

    /** The names for help and completion. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        Names() {
            super(List.copyOf(DataGetter.names()));
        }
    }
}
