/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that already has all files.
 *
 * @param spec the data set
 * @param root folder with the files or with the official sub-folder
 */
record LocalSource(DataSpec spec, Path root) implements DataSource {
    @Override
    public String name() {
        return "folder " + root;
    }

    @Override
    public boolean exists() {
        return Files.isDirectory(DataHome.folder(spec, root));
    }

    @Override
    public void fetch(Path into) throws IOException {
        Path folder = DataHome.folder(spec, root);
        try {
            DataFolder.of(folder).check(spec.files());
        } catch (DataException e) {
            throw new IOException(e.getMessage(), e);
        }
        for (DataFile file : spec.files()) {
            Path path = DataFolder.pathOf(folder, file);
            Files.copy(path, into.resolve(path.getFileName().toString()));
        }
    }
}
