/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A hidden folder inside the target where files are made complete before they are moved into place, each atomically. A
 * lock keeps a second process out, so that what lies in it at the start is left over from an interrupted one.
 */
final class Staging implements AutoCloseable {
    private final Path target;
    private final Path folder;
    private final Path lockFile;
    private final FileChannel lock;

    private Staging(Path target, Path lockFile, FileChannel lock) {
        this.target = target;
        this.folder = target.resolve(".download");
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Opens the folder and its parents. */
    static Staging in(Path target) throws IOException {
        Files.createDirectories(target);
        Path lockFile = target.resolve(".download.lock");
        FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(lock)) {
            lock.close();
            throw new DataException("another `hrbp data get` is at work in " + target + "; wait for it");
        }
        return new Staging(target, lockFile, lock);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** The folder, empty. */
    Path empty() throws IOException {
        delete(folder);
        return Files.createDirectory(folder);
    }

    /** Moves the files into the target, packed or not as they are. */
    void install(List<DataFile> files) throws IOException {
        for (DataFile file : files) {
            Path from = DataFolder.pathOf(folder, file);
            Path to = target.resolve(from.getFileName().toString());
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            boolean packed = to.toString().endsWith(".gz");
            Files.deleteIfExists(target.resolve(packed ? file.name() : file.name() + ".gz"));
        }
    }

    /** Removes the folder, and the target if nothing is in it. */
    @Override
    public void close() throws IOException {
        delete(folder);
        Files.deleteIfExists(lockFile);
        lock.close();
        try {
            Files.delete(target);
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // it holds something
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> all = Files.walk(tree)) {
            paths = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
