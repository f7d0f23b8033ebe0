/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hrbp.examples.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DataGetCommandTest {
    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(Object command, String... args) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    @Test
    void passesItsOptionsOnAndSaysWhereTheSetIs() {
        DataGetCommand command = new DataGetCommand((name, to, from, log) -> {
            log.accept(name + " from " + from);
            return dir.resolve(String.valueOf(to));
        });
        assertThat(run(command, "cifar10", "--dir", "d", "--from", dir.toString()))
                .isZero();
        assertThat(out).hasToString("cifar10 is in " + dir.resolve("d") + System.lineSeparator());
        assertThat(err).hasToString("cifar10 from " + dir + System.lineSeparator());
    }

    @Test
    void failureIsOneLineAndCodeOne() {
        DataGetCommand command = new DataGetCommand((name, to, from, log) -> {
            throw new DataException("no luck with " + name);
        });
        assertThat(run(command, "cifar100")).isEqualTo(1);
        assertThat(err).hasToString("hrbp: no luck with cifar100" + System.lineSeparator());
    }

    @Test
    void realGetterFailsOnATargetThatIsAFile() throws IOException {
        Path file = Files.write(dir.resolve("file"), new byte[1]);
        assertThat(run(new HrbpCommand(), "data", "get", "cifar100", "--dir", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).startsWith("hrbp: cannot write to " + file);
    }

    @Test
    void usageErrorsAreCodeTwo() {
        assertThat(run(new HrbpCommand(), "data")).isEqualTo(2);
        assertThat(run(new HrbpCommand(), "data", "get")).isEqualTo(2);
        assertThat(run(new HrbpCommand(), "data", "get", "mnist")).isEqualTo(2);
        assertThat(err.toString()).contains("'mnist', choose one of cifar10, cifar100, fashion-mnist");
        String missing = dir.resolve("missing").toString();
        assertThat(run(new HrbpCommand(), "data", "get", "cifar10", "--from", missing))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--from " + missing + " is not a folder");
    }
}
