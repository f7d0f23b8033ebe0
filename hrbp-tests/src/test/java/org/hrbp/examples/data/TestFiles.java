/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Tiny files in the official formats. */
final class TestFiles {
    private TestFiles() {}

    /** A set like CIFAR-10 with two training files and a test file of two images each; contents by name. */
    static Map<String, byte[]> cifar() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("data_batch_1.bin", cifar(1, 2, 1));
        files.put("data_batch_2.bin", cifar(1, 2, 3));
        files.put("test_batch.bin", cifar(1, 2, 5));
        return files;
    }

    /** Records whose last label byte is first, first + 1, ... and whose pixel p is label + p. */
    static byte[] cifar(int labelBytes, int count, int first) {
        ByteBuffer out = ByteBuffer.allocate(count * (labelBytes + CifarReader.PIXELS));
        for (int i = 0; i < count; i++) {
            for (int b = 1; b < labelBytes; b++) {
                out.put((byte) 99);
            }
            out.put((byte) (first + i));
            for (int p = 0; p < CifarReader.PIXELS; p++) {
                out.put((byte) (first + i + p));
            }
        }
        return out.array();
    }

    static DataSpec cifarSpec(Map<String, byte[]> files) {
        List<DataFile> all = describe(files);
        return new DataSpec(
                "tiny-cifar",
                "tiny-bin",
                new CifarReader(1, 10, new float[] {.4f, .5f, .6f}, new float[] {.1f, .2f, .3f}),
                all.subList(0, all.size() - 1),
                all.subList(all.size() - 1, all.size()));
    }

    /** An IDX file of bytes 1, 2, ... */
    static byte[] idx(int magic, int... sizes) {
        int values = 1;
        for (int size : sizes) {
            values *= size;
        }
        ByteBuffer out = ByteBuffer.allocate(4 + 4 * sizes.length + values).putInt(magic);
        for (int size : sizes) {
            out.putInt(size);
        }
        for (int i = 1; i <= values; i++) {
            out.put((byte) i);
        }
        return out.array();
    }

    static List<DataFile> describe(Map<String, byte[]> files) {
        return files.entrySet().stream()
                .map(file -> new DataFile(file.getKey(), file.getValue().length, md5(file.getValue())))
                .toList();
    }

    static String md5(byte[] content) {
        return HexFormat.of().formatHex(Md5.digest().digest(content));
    }

    static void write(Path folder, Map<String, byte[]> files) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
