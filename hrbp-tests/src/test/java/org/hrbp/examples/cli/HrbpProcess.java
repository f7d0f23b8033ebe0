/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code hrbp} in a JVM of its own, as on a terminal: for what signals do to it. */
public final class HrbpProcess {
    private static final int SIGINT = 2;

    private final Process process;
    private final Path err;

    private HrbpProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /** Starts a command whose errors go to a file. */
    public static HrbpProcess start(Path err, Object... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx1g",
                "-Dhrbp.terminal=true",
                "-cp",
                System.getProperty("java.class.path"),
                HrbpCommand.class.getName()));
        for (Object word : words) {
            command.add(word.toString());
        }
        return new HrbpProcess(
                new ProcessBuilder(command).redirectError(err.toFile()).start(), err);
    }

    /** Reads the output up to a line that starts like this. */
    public void await(String start) throws IOException {
        BufferedReader lines = process.inputReader(UTF_8);
        @Nullable String line;
        do {
            line = lines.readLine();
            assertThat(line).as("output before " + start + "\n" + err()).isNotNull();
        } while (line != null && !line.startsWith(start));
    }

    /** Presses Ctrl-C, or sends TERM where children ignore that. */
    public void stop() throws IOException, InterruptedException {
        boolean ctrlC = heedsSigint();
        signal(ctrlC ? "INT" : "TERM");
        finish(ctrlC ? 130 : 143);
    }

    /** Ends it before it can do anything more. */
    public void kill() throws IOException, InterruptedException {
        signal("KILL");
        finish(137);
    }

    /** What it said of errors. */
    public String err() throws IOException {
        return Files.readString(err);
    }

    private static boolean heedsSigint() throws IOException {
        String ignored = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0");
        return (Long.parseUnsignedLong(ignored.substring(7).strip(), 16) >> (SIGINT - 1) & 1) == 0;
    }

    private void signal(String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void finish(int code) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out + err()).isEqualTo(code);
    }
}
