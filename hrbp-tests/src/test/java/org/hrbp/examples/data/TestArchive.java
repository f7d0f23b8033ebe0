/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Builds a {@code .tar.gz} in memory. */
final class TestArchive {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar;

    TestArchive() {
        try {
            tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestArchive file(String name, byte[] content) {
        // names are kept as they are, also absolute ones
        return add(new TarArchiveEntry(name, true), content, entry -> {});
    }

    TestArchive link(String name, String target) {
        return add(new TarArchiveEntry(name, TarConstants.LF_SYMLINK), new byte[0], e -> e.setLinkName(target));
    }

    TestArchive hardLink(String name, String target) {
        return add(new TarArchiveEntry(name, TarConstants.LF_LINK), new byte[0], e -> e.setLinkName(target));
    }

    TestArchive files(String folder, Map<String, byte[]> files) {
        add(new TarArchiveEntry(folder + "/"), new byte[0], entry -> {});
        files.forEach((name, content) -> file(folder + "/" + name, content));
        return this;
    }

    private TestArchive add(TarArchiveEntry entry, byte[] content, Consumer<TarArchiveEntry> change) {
        try {
            entry.setSize(content.length);
            change.accept(entry);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        try {
            tar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
