/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The {@code npm} command on the PATH.
 *
 * @param path the folders to look in, as in the variable PATH
 */
record NpmCommand(String path) implements NpmClient {
    private static final long TIMEOUT_MINUTES = 30;

    static NpmCommand ofEnvironment() {
        return new NpmCommand(System.getenv().getOrDefault("PATH", ""));
    }

    @Override
    public Path pack(String nameAndVersion, Path into) throws IOException {
        Path log = into.resolve("npm.log");
        Process npm = new ProcessBuilder(
                        find().toString(), "pack", nameAndVersion, "--ignore-scripts", "--loglevel=error")
                .directory(into.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        await(npm);
        if (npm.exitValue() != 0) {
            throw new IOException("`npm pack` ends with code " + npm.exitValue() + firstLine(log));
        }
        try (Stream<Path> files = Files.list(into)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("`npm pack` left no archive"));
        }
    }

    private Path find() throws IOException {
        return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> Stream.of(Path.of(folder, "npm"), Path.of(folder, "npm.cmd")))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("there is no `npm` client on the PATH"));
    }

    private static void await(Process npm) throws IOException {
        try {
            if (!npm.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("`npm pack` did not end within " + TIMEOUT_MINUTES + " minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            npm.destroy();
        }
    }

    private static String firstLine(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "" : ": " + lines.get(0);
    }
}
