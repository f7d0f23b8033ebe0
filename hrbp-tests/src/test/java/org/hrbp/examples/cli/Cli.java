/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import picocli.CommandLine;

/** Runs the command line in this JVM. */
final class Cli {
    private Cli() {}

    /** What a command left. */
    record Result(int code, String out, String err) {
        /** The one line that an error may have. */
        String line() {
            String text = err.strip();
            if (text.contains("\n")) {
                throw new AssertionError("more than one line: " + err);
            }
            return text;
        }
    }

    static Result run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        return new Result(execute(out, err, args), out.toString(), err.toString());
    }

    /** Runs a command whose output is read, or acted on, while it runs; gives its exit code. */
    static int execute(Writer out, Writer err, Object... args) {
        CommandLine line = HrbpCommand.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        return line.execute(words);
    }
}
