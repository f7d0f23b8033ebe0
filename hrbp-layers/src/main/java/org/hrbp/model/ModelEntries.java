/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.deeplearning4j.util.ModelSerializer;

/** The entries of a model file. When it is open, every entry to be read has been inflated once, counted and checked. */
final class ModelEntries implements AutoCloseable {
    private static final Set<String> READ =
            Set.of(ModelSerializer.CONFIGURATION_JSON, ModelSerializer.COEFFICIENTS_BIN, ModelSerializer.UPDATER_BIN);

    private final ZipFile zip;
    private final Map<String, Long> sizes = new HashMap<>();

    private ModelEntries(ZipFile zip) {
        this.zip = zip;
    }

    static ModelEntries open(Path file, int maxEntries, long maxBytes, Set<String> unread) throws IOException {
        ModelEntries entries;
        try {
            entries = new ModelEntries(new ZipFile(file.toFile()));
        } catch (ZipException e) {
            throw new IOException("it is not a zip file, or a broken one: " + e.getMessage(), e);
        }
        try {
            entries.check(maxEntries, maxBytes, unread);
            return entries;
        } catch (IOException | RuntimeException e) {
            entries.close();
            throw e;
        }
    }

    private void check(int maxEntries, long maxBytes, Set<String> unread) throws IOException {
        if (zip.size() > maxEntries) {
            throw new IOException("it has " + zip.size() + " entries; at most " + maxEntries + " are allowed");
        }
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : zip.stream().toList()) {
            checkName(entry.getName(), names, unread);
        }
        for (String name : READ) {
            ZipEntry entry = zip.getEntry(name);
            if (entry != null) {
                sizes.put(name, count(entry, maxBytes));
            }
        }
    }

    private static void checkName(String name, Set<String> before, Set<String> unread) throws IOException {
        if (!before.add(name)) {
            throw new IOException("entry " + name + " is there twice");
        }
        if (!READ.contains(name) && !unread.contains(name)) {
            throw new IOException("entry " + name + " is refused; only "
                    + READ.stream().sorted().toList() + " and entries that the caller allows may be there");
        }
    }

    /** The header's size is not asked. Nothing is kept, so a bomb takes time up to the limit, but no memory. */
    private long count(ZipEntry entry, long maxBytes) throws IOException {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count += n;
                if (count > maxBytes) {
                    throw new IOException(
                            "entry " + entry.getName() + " has more than the allowed " + maxBytes + " bytes");
                }
                crc.update(buffer, 0, n);
            }
        } catch (ZipException | EOFException e) {
            throw new IOException("entry " + entry.getName() + " is corrupt: " + e.getMessage(), e);
        }
        if (crc.getValue() != entry.getCrc()) {
            throw new IOException("entry " + entry.getName() + " is corrupt: its checksum is wrong");
        }
        return count;
    }

    boolean has(String name) {
        return sizes.containsKey(name);
    }

    /** Bytes that the stream of an entry gives. */
    long size(String name) throws IOException {
        Long size = sizes.get(name);
        if (size == null) {
            throw new IOException("entry " + name + " is missing");
        }
        return size;
    }

    InputStream stream(String name) throws IOException {
        return zip.getInputStream(zip.getEntry(name));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
