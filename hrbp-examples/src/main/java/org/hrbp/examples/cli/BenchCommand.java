/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import picocli.CommandLine.Command;

/** The {@code hrbp bench} command; its subcommands do the work. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures speed and memory.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchStepCommand.class,
            BenchLayerCommand.class,
            BenchPeerCommand.class,
            BenchUpdateCommand.class,
            BenchDataCommand.class
        })
public final class BenchCommand {
    /** Made by picocli. */
    public BenchCommand() {}
}
