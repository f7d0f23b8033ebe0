/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Takes expected files out of a {@code .tar.gz}. Other files in it are never written. An entry that would leave the
 * folder, a link or device, a file above its size, or an archive above the sizes of all is refused.
 */
final class ArchiveExtractor {
    /** Headers, padding and the small extra files (read-me, class names) of the official archives. */
    private static final long SLACK = 4 << 20;

    private ArchiveExtractor() {}

    /**
     * Extracts files into one folder, by their last name.
     *
     * @param wanted largest size of each entry that is wanted, by its full name in the archive
     * @throws IOException if the archive is not a readable {@code .tar.gz}
     * @throws DataException if an entry is refused
     */
    static void extract(Path archive, Map<String, Long> wanted, Path into) throws IOException {
        String what = String.valueOf(archive.getFileName());
        long limit = wanted.values().stream().mapToLong(Long::longValue).sum() + SLACK;
        try (InputStream packed = Files.newInputStream(archive);
                InputStream unpacked = new LimitedInput(new GZIPInputStream(packed, 1 << 16), limit, what);
                TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                checkEntry(entry, what);
                Long largest = wanted.get(entry.getName());
                if (largest != null) {
                    write(tar, entry, largest, into, what);
                }
                entry = tar.getNextEntry();
            }
        }
    }

    private static void checkEntry(TarArchiveEntry entry, String what) {
        String name = entry.getName().replace('\\', '/');
        boolean escapes = name.startsWith("/")
                || name.matches("[A-Za-z]:.*")
                || List.of(name.split("/", -1)).contains("..");
        if (escapes || !(entry.isFile() || entry.isDirectory()) || entry.isSymbolicLink() || entry.isLink()) {
            throw new DataException(what + " is refused: entry '" + entry.getName() + "' "
                    + (escapes ? "leaves the folder" : "is not a plain file"));
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, long largest, Path into, String what)
            throws IOException {
        String name = entry.getName();
        if (entry.isDirectory() || entry.getSize() > largest) {
            throw new DataException(what + " is refused: entry '" + name + "' has " + entry.getSize()
                    + " bytes, at most " + largest + " are expected");
        }
        Path file = into.resolve(name.substring(name.lastIndexOf('/') + 1));
        if (Files.exists(file)) {
            throw new DataException(what + " is refused: entry '" + name + "' comes twice");
        }
        Files.copy(tar, file);
    }
}
