/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import com.github.freva.asciitable.AsciiTable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hrbp.examples.console.Columns;
import org.hrbp.examples.run.Method;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hrbp methods}: what {@code --method} can be. */
@Command(
        name = "methods",
        mixinStandardHelpOptions = true,
        description = "Lists the methods of hrbp train, with their settings and where they come from.")
public final class MethodsCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** Made by picocli. */
    public MethodsCommand() {}

    /** Some methods fix the densities themselves. */
    private static String allocation(Method method) {
        return method.takes("allocation") || method == Method.LTH ? method.allocation() : "-";
    }

    @Override
    public Integer call() {
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(AsciiTable.builder()
                        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS)
                        .data(
                                List.of(Method.values()),
                                List.of(
                                        Columns.text("method").with(Method::id),
                                        Columns.text("structure").with(Method::structure),
                                        Columns.text("allocation").with(MethodsCommand::allocation),
                                        Columns.text("score").with(Method::score),
                                        Columns.text("keeps").with(Method::what),
                                        Columns.text("source").with(Method::source)))
                        .asString());
        return 0;
    }
}
