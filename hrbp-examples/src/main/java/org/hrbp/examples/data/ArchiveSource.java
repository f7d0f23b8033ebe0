/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * An official archive on the web.
 *
 * @param spec the data set, in the archive under its folder name
 * @param uri the archive, a {@code .tar.gz}
 * @param md5 its published MD5
 * @param downloader gets the archive
 */
record ArchiveSource(DataSpec spec, URI uri, String md5, Downloader downloader) implements DataSource {
    private static final long MAX_BYTES = 256 << 20;

    ArchiveSource(DataSpec spec, URI uri, String md5) {
        this(spec, uri, md5, new Downloader());
    }

    @Override
    public String name() {
        return uri.toString();
    }

    @Override
    public void fetch(Path into) throws IOException {
        Path archive = into.resolve(spec.folder() + ".tar.gz");
        String got = downloader.download(uri, archive, MAX_BYTES);
        if (!got.equals(md5)) {
            throw new DataException("the MD5 of the download is " + got + " instead of " + md5);
        }
        ArchiveExtractor.extract(
                archive,
                spec.files().stream()
                        .collect(Collectors.toMap(file -> spec.folder() + "/" + file.name(), DataFile::bytes)),
                into);
        Files.delete(archive);
    }
}
