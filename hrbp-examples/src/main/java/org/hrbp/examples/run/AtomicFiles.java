/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Files that are either complete or as they were before. */
public final class AtomicFiles {
    private static final String PREFIX = ".";
    private static final String SUFFIX = ".part";

    private AtomicFiles() {}

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes the content.
         *
         * @param file where to write; need not exist
         * @throws IOException if it cannot be written
         */
        void write(Path file) throws IOException;
    }

    /** Whether a file is what {@link #write} leaves when the process is killed in it; the next write replaces it. */
    static boolean isLeftOver(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    /**
     * Writes a temporary file beside the target, forces it to disk and moves it into place. A target that is no regular
     * file, as {@code /dev/stdout}, is written directly.
     *
     * @param target the file
     * @param writer writes the content
     * @throws RunException if it cannot be written; the target is then as it was before
     */
    public static void write(Path target, Writer writer) {
        Path file = target.toAbsolutePath();
        Path temp = file.resolveSibling(PREFIX + file.getFileName() + SUFFIX);
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                writer.write(file);
                return;
            }
            try {
                writer.write(temp);
                try (FileChannel channel = FileChannel.open(temp, StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
                Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temp);
            }
        } catch (IOException e) {
            throw new RunException(target + " cannot be written: " + OneLine.of(e), e);
        } catch (UncheckedIOException e) {
            throw new RunException(
                    target + " cannot be written: " + OneLine.of(Objects.requireNonNull(e.getCause())), e);
        }
    }
}
