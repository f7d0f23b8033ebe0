/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * Official files on the web, each packed as {@code .gz}; they stay packed.
 *
 * @param spec the data set
 * @param base address of the folder, ending in a slash
 */
record PackedFilesSource(DataSpec spec, URI base) implements DataSource {
    private static final int GZIP_SLACK = 1 << 16;

    @Override
    public String name() {
        return base.toString();
    }

    @Override
    public void fetch(Path into) throws IOException {
        Downloader downloader = new Downloader();
        for (DataFile file : spec.files()) {
            String name = file.name() + ".gz";
            downloader.download(base.resolve(name), into.resolve(name), file.bytes() + GZIP_SLACK);
        }
    }
}
