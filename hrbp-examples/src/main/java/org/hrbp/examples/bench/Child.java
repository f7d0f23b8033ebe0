/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RunException;

/**
 * A process that answers every line on its standard input with one line on its standard output which begins with
 * {@link #MARK}; what libraries print there besides is skipped. It says {@code ready} by itself, and ends with its input.
 */
final class Child implements AutoCloseable {
    /** Begins every answer. */
    static final String MARK = "hrbp-bench ";

    /** Begins an answer that says in one line what went wrong. */
    static final String ERROR = "error ";

    private static final int END_SECONDS = 20;

    private final String name;
    private final Path errors;
    private final Process process;
    private final BufferedReader in;
    private final BufferedWriter out;
    private String lastWords = "";

    /** @throws RunException if the command cannot be started */
    Child(String name, List<String> command, Map<String, String> environment) {
        this.name = name;
        try {
            errors = Files.createTempFile("hrbp-bench", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().putAll(environment);
            try {
                process = builder.start();
            } catch (IOException e) {
                Files.delete(errors);
                throw e;
            }
        } catch (IOException e) {
            throw new RunException(name + " cannot be started: " + OneLine.of(e), e);
        }
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        out = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** Sends a line and gives the answer. */
    String ask(String line) {
        try {
            out.write(line + "\n");
            out.flush();
        } catch (IOException e) {
            // it has ended, and its last answer says why
        }
        return answer();
    }

    /**
     * The next answer.
     *
     * @throws RunException if it is an error or the process has ended
     */
    String answer() {
        try {
            String line = in.readLine();
            while (line != null && !line.startsWith(MARK)) {
                line = in.readLine();
            }
            if (line != null) {
                return checked(line.substring(MARK.length()));
            }
        } catch (IOException e) {
            throw new RunException(name + " does not answer: " + OneLine.of(e), e);
        }
        throw ended();
    }

    private String checked(String answer) {
        if (answer.startsWith(ERROR)) {
            throw new RunException(name + ": " + answer.substring(ERROR.length()));
        }
        return answer;
    }

    /** What it said last is most often why. */
    private RunException ended() {
        close();
        return new RunException(name + " ended" + lastWords);
    }

    private static String last(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank())
                    .reduce((a, b) -> b)
                    .map(line -> ": " + line.strip())
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Lets the process end, and ends it if it does not. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended already
        }
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            if (Files.exists(errors)) {
                lastWords = last(errors);
                Files.delete(errors);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // a temporary file stays
        }
    }
}
