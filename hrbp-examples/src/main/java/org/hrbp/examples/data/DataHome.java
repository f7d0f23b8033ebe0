/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where data sets lie on disk. */
final class DataHome {
    private DataHome() {}

    /** The given folder, else property {@code hrbp.data}, variable {@code HRBP_DATA}, {@code ~/.cache/hrbp}. */
    static Path root(@Nullable Path dir) {
        if (dir != null) {
            return dir;
        }
        String property = System.getProperty("hrbp.data", "");
        String variable = System.getenv().getOrDefault("HRBP_DATA", "");
        if (!property.isBlank()) {
            return Path.of(property);
        }
        return variable.isBlank() ? Path.of(System.getProperty("user.home"), ".cache", "hrbp") : Path.of(variable);
    }

    /** The root itself if it has the set's first file, else its official sub-folder. */
    static Path folder(DataSpec spec, Path root) {
        DataFile first = spec.files().get(0);
        return Files.exists(DataFolder.pathOf(root, first)) ? root : root.resolve(spec.folder());
    }
}
