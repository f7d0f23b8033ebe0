/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import picocli.CommandLine.Command;

/** The {@code hrbp data} command; its subcommands do the work. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Gets data sets.",
        subcommands = {DataGetCommand.class})
public final class DataCommand {
    /** Made by picocli. */
    public DataCommand() {}
}
