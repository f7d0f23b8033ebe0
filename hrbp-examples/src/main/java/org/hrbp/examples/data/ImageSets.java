/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The image data sets by name: {@code fashion-mini} (in the jar, needs no network), {@code fashion-mnist},
 * {@code cifar10} and {@code cifar100} (fine labels).
 */
public final class ImageSets {
    private ImageSets() {}

    /**
     * Returns the names that {@link #load} knows.
     *
     * @return the names, the embedded set first
     */
    public static List<String> names() {
        return Catalogue.names().toList();
    }

    /**
     * Reads a data set into memory; size and MD5 of every file are checked.
     *
     * @param name one of {@link #names()}
     * @param dir folder with the official files, or with the official folder ({@code cifar-10-batches-bin},
     *     {@code cifar-100-binary}, {@code fashion-mnist}); null is the cache: property {@code hrbp.data}, else variable
     *     {@code HRBP_DATA}, else {@code ~/.cache/hrbp}. Not used for the embedded set
     * @return training and test images
     * @throws DataException if the name is unknown, or a file is missing or corrupt: names it and says what to run
     */
    public static ImageSplits load(String name, @Nullable Path dir) {
        return load(Catalogue.get(name), dir);
    }

    static ImageSplits load(DataSpec spec, @Nullable Path dir) {
        if (spec.embedded()) {
            return spec.load(DataFolder.embedded());
        }
        try {
            return spec.load(DataFolder.of(DataHome.folder(spec, DataHome.root(dir))));
        } catch (DataException e) {
            String option = dir == null ? "" : " --dir " + dir;
            throw new DataException(e.getMessage() + "; run `hrbp data get " + spec.name() + option + "`", e);
        }
    }
}
