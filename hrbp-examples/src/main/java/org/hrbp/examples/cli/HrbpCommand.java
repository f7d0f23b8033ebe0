/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code hrbp} command. */
@Command(
        name = "hrbp",
        mixinStandardHelpOptions = true,
        version = "hrbp 0.1.0-SNAPSHOT",
        description = "Trains block-sparse CNNs in DeepLearning4J with kept weights only.",
        subcommands = {DataCommand.class})
public final class HrbpCommand {
    /** Made by picocli. */
    public HrbpCommand() {}

    /**
     * Runs the command line and exits with its code: 0 done, 1 failure, 2 usage.
     *
     * @param args the arguments
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new HrbpCommand()).execute(args));
    }
}
