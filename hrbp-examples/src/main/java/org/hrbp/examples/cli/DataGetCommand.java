/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.hrbp.examples.data.DataException;
import org.hrbp.examples.data.DataGetter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
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
    /** What does the work. */
    interface Getter {
        Path get(String name, @Nullable Path dir, @Nullable Path from, Consumer<String> log);
    }

    private final Getter getter;

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
    public DataGetCommand() {
        this((name, dir, from, log) -> DataGetter.official(name, log).get(dir, from));
    }

    DataGetCommand(Getter getter) {
        this.getter = getter;
    }

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        if (!DataGetter.names().contains(name)) {
            throw new ParameterException(
                    line,
                    "There is nothing to get for '" + name + "', choose one of "
                            + String.join(", ", DataGetter.names()));
        }
        if (from != null && !Files.isDirectory(from)) {
            throw new ParameterException(line, "--from " + from + " is not a folder");
        }
        try {
            Path folder = getter.get(name, dir, from, line.getErr()::println);
            line.getOut().println(name + " is in " + folder);
            return 0;
        } catch (DataException e) {
            line.getErr().println("hrbp: " + e.getMessage());
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
