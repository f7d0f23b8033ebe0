/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;

/** Model files for tests, and what an attacker makes of them. */
public final class ModelFiles {
    private ModelFiles() {}

    /** Writes a model as DL4J does. */
    public static Path write(Model model, Path file, boolean updater) {
        try {
            ModelSerializer.writeModel(model, file.toFile(), updater);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, byte[]> entries(Path file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    static void zip(Path file, Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
    }

    /** Adds, replaces, or with null removes an entry. */
    public static void set(Path file, String name, byte @Nullable [] content) throws IOException {
        Map<String, byte[]> entries = entries(file);
        entries.remove(name);
        if (content != null) {
            entries.put(name, content);
        }
        zip(file, entries);
    }

    static void edit(Path file, String name, UnaryOperator<byte[]> change) throws IOException {
        set(file, name, change.apply(Objects.requireNonNull(entries(file).get(name))));
    }

    static void editConfiguration(Path file, UnaryOperator<String> change) throws IOException {
        edit(file, ModelSerializer.CONFIGURATION_JSON, bytes -> {
            String before = new String(bytes, StandardCharsets.UTF_8);
            String after = change.apply(before);
            if (after.equals(before)) {
                throw new IllegalArgumentException("The attack changes nothing in " + before);
            }
            return after.getBytes(StandardCharsets.UTF_8);
        });
    }
}
