/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hrbp.examples.run.Json;
import org.hrbp.examples.run.LockFile;
import org.hrbp.examples.run.OneLine;
import org.hrbp.examples.run.RunException;
import org.hrbp.examples.run.RunFolder;
import org.hrbp.examples.run.RunOutput;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a grid.
 *
 * @param path where the files that are made of the results are
 * @param cells a run folder, a result and a lock for each run; grids of one schedule may share it
 */
record GridFolder(Path path, Path cells) {
    RunFolder run(Cell cell) {
        return new RunFolder(cells.resolve(cell.folder()));
    }

    private Path result(Cell cell) {
        return cells.resolve(cell.folder() + ".json");
    }

    Path file(String name) {
        return path.resolve(name);
    }

    /** Waits until no other process writes what is made of the results, and keeps others from it. */
    LockFile writing() {
        return LockFile.await(file("write.lock"));
    }

    /**
     * Takes the right to measure speed.
     *
     * @return the lock, or null if another process measures, or is at a run of any grid that shares the cells
     */
    @Nullable
    LockFile measuring() {
        LockFile lock = LockFile.take(measureLock());
        if (lock != null && isBusy()) {
            lock.close();
            return null;
        }
        return lock;
    }

    /** Waits until no other process measures; called by one that has the lock of a run, which keeps others from beginning. */
    void awaitMeasured(RunOutput output) {
        LockFile lock = LockFile.take(measureLock());
        if (lock == null) {
            output.out().println("waiting for another process, which measures steps");
            output.out().flush();
            lock = LockFile.await(measureLock());
        }
        lock.close();
    }

    /** Beside the cells: grids that share them share it, and one that only measures has none. */
    private Path measureLock() {
        Path absolute = cells.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent != null) {
            make(parent);
        }
        return Path.of(absolute + ".lock");
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new RunException(folder + " cannot be made: " + OneLine.of(e), e);
        }
    }

    private boolean isBusy() {
        if (!Files.isDirectory(cells)) {
            return false;
        }
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(cells, "*.lock")) {
            for (Path path : locks) {
                try (LockFile lock = LockFile.take(path)) {
                    if (lock == null) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new RunException(cells + " cannot be read: " + OneLine.of(e), e);
        }
    }

    /** The result of a run, if it is finished. */
    Optional<ResultRow> finished(Cell cell) {
        Path file = result(cell);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(Files.readString(file), ResultRow.class));
        } catch (IOException e) {
            throw new RunException(file + " cannot be read: " + OneLine.of(e), e);
        }
    }

    /** The finished ones whose networks are there; says which are not. */
    List<Cell> trained(List<Cell> those, RunOutput output) {
        List<Cell> there = new ArrayList<>();
        for (Cell cell : those) {
            boolean finished = Files.exists(result(cell));
            if (finished && run(cell).hasNetwork()) {
                there.add(cell);
            } else if (finished) {
                output.err()
                        .println("hrbp: the network of " + cell.title()
                                + " is gone, so nothing of it is measured; delete " + result(cell)
                                + " to train it again");
            }
        }
        return there;
    }

    void finish(Cell cell, ResultRow row) {
        Json.write(result(cell), row);
    }

    /**
     * Takes a run for this process; the operating system gives it back when the process ends in whatever way.
     *
     * @return the lock, or null if another process is at it
     */
    @Nullable
    LockFile lock(Cell cell) {
        make(cells);
        return LockFile.take(cells.resolve(cell.folder() + ".lock"));
    }
}
