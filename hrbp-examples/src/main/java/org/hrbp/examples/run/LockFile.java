/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file that one run at a time holds; the operating system gives it back when the process ends in whatever way. */
public final class LockFile implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private LockFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the lock; makes the file if there is none.
     *
     * @param path the file
     * @return the lock, or null if another process or another part of this one has it
     * @throws RunException if the file cannot be written
     */
    public static @Nullable LockFile take(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) != null) {
                return new LockFile(path, channel);
            }
            channel.close();
            return null;
        } catch (IOException e) {
            throw new RunException(path + " cannot be written: " + OneLine.of(e), e);
        }
    }

    /**
     * Takes the lock once nobody else has it.
     *
     * @param path the file; made if there is none
     * @return the lock
     * @throws RunException if the file cannot be written, or this process has the lock
     */
    public static LockFile await(Path path) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            return new LockFile(path, channel);
        } catch (IOException | OverlappingFileLockException e) {
            throw new RunException(path + " cannot be locked: " + OneLine.of(e), e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RunException(path + " cannot be closed: " + OneLine.of(e), e);
        }
    }
}
