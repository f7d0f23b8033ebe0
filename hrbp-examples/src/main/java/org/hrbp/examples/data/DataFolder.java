/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A place with the files of a data set: a folder, or the resources of this package. */
final class DataFolder {
    /** Takes what it needs from a file. */
    interface Content<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** Null for the resources. */
    private final @Nullable Path path;

    private DataFolder(@Nullable Path path) {
        this.path = path;
    }

    static DataFolder of(Path path) {
        return new DataFolder(path);
    }

    static DataFolder embedded() {
        return new DataFolder(null);
    }

    /**
     * Reads a file and checks its size and MD5.
     *
     * @throws DataException if the file is missing, damaged or cannot be read; names the file
     */
    <T> T read(DataFile file, Content<T> content) {
        String where = path == null
                ? "embedded " + file.name()
                : path.resolve(file.name()).toString();
        try (CheckedInput in = new CheckedInput(open(file), file)) {
            T result = readOrNull(in, content);
            in.finish(where);
            if (result == null) {
                throw new DataException(where + " ends too early for its header");
            }
            return result;
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw new DataException(where + " is missing", e);
        } catch (EOFException | ZipException e) {
            throw new DataException(where + " is corrupt: it does not unpack (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new DataException(where + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Null if the file is too short: what is wrong with it is then said by its size or MD5. */
    private static <T> @Nullable T readOrNull(CheckedInput in, Content<T> content) throws IOException {
        try {
            return content.read(new DataInputStream(in));
        } catch (EOFException e) {
            return null;
        }
    }

    /**
     * Checks all files.
     *
     * @throws DataException names the first file that is missing or damaged
     */
    void check(List<DataFile> files) {
        for (DataFile file : files) {
            read(file, in -> Boolean.TRUE);
        }
    }

    private InputStream open(DataFile file) throws IOException {
        if (path == null) {
            InputStream in = DataFolder.class.getResourceAsStream(file.name() + ".gz");
            if (in == null) {
                throw new NoSuchFileException(file.name());
            }
            return new GZIPInputStream(in, 1 << 16);
        }
        Path found = pathOf(path, file);
        InputStream in = Files.newInputStream(found);
        if (found.equals(path.resolve(file.name()))) {
            return in;
        }
        try {
            return new GZIPInputStream(in, 1 << 16);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** The file on disk: as it is, or packed if only that exists. */
    static Path pathOf(Path folder, DataFile file) {
        Path plain = folder.resolve(file.name());
        Path packed = folder.resolve(file.name() + ".gz");
        return Files.exists(packed) && !Files.exists(plain) ? packed : plain;
    }
}
