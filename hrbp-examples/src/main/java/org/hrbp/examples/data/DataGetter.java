/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts the official files of a data set into a folder, from the first source that has them. */
public final class DataGetter {
    private final DataSpec spec;
    private final List<DataSource> sources;
    private final String byHand;
    private final Consumer<String> log;

    /** {@code byHand} says where the user finds the files. */
    DataGetter(DataSpec spec, List<DataSource> sources, String byHand, Consumer<String> log) {
        this.spec = spec;
        this.sources = sources;
        this.byHand = byHand;
        this.log = log;
    }

    /**
     * Returns the sets that can be fetched.
     *
     * @return their names
     */
    public static List<String> names() {
        return OfficialSources.names();
    }

    /**
     * Makes a getter for an official data set.
     *
     * @param name one of {@link #names()}
     * @param log takes lines that say what happens
     * @return the getter
     * @throws DataException if the name is unknown
     */
    public static DataGetter official(String name, Consumer<String> log) {
        return OfficialSources.getter(Catalogue.get(name), log);
    }

    /**
     * Makes the set complete: nothing is done if it is, else it is copied from {@code from} or the cache, or fetched.
     * Size and MD5 of every file are checked before it is moved into place.
     *
     * @param dir where the set shall be, or null for the cache as in {@link ImageSets#load}
     * @param from a folder that may have the files, or null
     * @return the folder with the files
     * @throws DataException if no source works, or what it delivers is wrong; one line that says what to do
     */
    public Path get(@Nullable Path dir, @Nullable Path from) {
        Path target = DataHome.folder(spec, DataHome.root(dir));
        if (complete(target)) {
            log.accept(spec.name() + " is complete, nothing to do");
            return target;
        }
        List<DataSource> all = new ArrayList<>(sources);
        if (dir != null) {
            all.add(0, new LocalSource(spec, DataHome.root(null)));
        }
        all.removeIf(source -> !source.exists());
        if (from != null) {
            all.add(0, new LocalSource(spec, from));
        }
        try (Staging staging = Staging.in(target)) {
            fetch(all, staging, target);
        } catch (IOException e) {
            throw new DataException("cannot write to " + target + ": " + reason(e), e);
        }
        return target;
    }

    private void fetch(List<DataSource> all, Staging staging, Path target) throws IOException {
        List<String> failures = new ArrayList<>();
        for (DataSource source : all) {
            Path folder = staging.empty();
            try {
                log.accept(spec.name() + ": trying " + source.name());
                source.fetch(folder);
                DataFolder.of(folder).check(spec.files());
            } catch (DataException e) {
                throw new DataException(source.name() + ": " + e.getMessage() + "; " + help(target), e);
            } catch (IOException e) {
                failures.add(source.name() + ": " + reason(e));
                log.accept("  no: " + reason(e));
                continue;
            }
            staging.install(spec.files());
            return;
        }
        throw new DataException(
                "cannot get " + spec.name() + " (" + String.join("; ", failures) + "); " + help(target));
    }

    private String help(Path target) {
        return "by hand: put the files of " + byHand + " into " + target;
    }

    private boolean complete(Path folder) {
        try {
            DataFolder.of(folder).check(spec.files());
            return true;
        } catch (DataException e) {
            return false;
        }
    }

    /** The messages of file exceptions are no more than a path. */
    private static String reason(IOException e) {
        boolean plain = e.getClass() == IOException.class && e.getMessage() != null;
        return (plain ? String.valueOf(e.getMessage()) : e.toString()).replace('\n', ' ');
    }
}
