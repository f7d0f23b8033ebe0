/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Small image files of all kinds, and folders of them. */
public final class TestJpegs {
    private TestJpegs() {}

    /** Smooth noise around a colour, which JPEG keeps well. */
    public static BufferedImage rgb(int width, int height, int color, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] phase = {random.nextInt(100), random.nextInt(100), random.nextInt(100)};
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = 0;
                for (int c = 0; c < 3; c++) {
                    int base = color >> (16 - 8 * c) & 0xff;
                    int wave = (int) (30 * Math.sin((x + 2 * y + phase[c]) / 9.0));
                    value = value << 8 | Math.max(0, Math.min(255, base + wave));
                }
                image.setRGB(x, y, value);
            }
        }
        return image;
    }

    static BufferedImage uniform(int width, int height, int color) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, color);
        }
        return image;
    }

    static BufferedImage grey(int width, int height, int value) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < width * height; i++) {
            image.getRaster().setSample(i % width, i / width, 0, value);
        }
        return image;
    }

    static byte[] file(BufferedImage image, String format) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JPEG with the channels as they are and no word on what they mean. */
    static byte[] raw(int width, int height, int... pixel) throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, pixel.length, null);
        for (int i = 0; i < width * height; i++) {
            raster.setPixel(i % width, i / width, pixel);
        }
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    /** With Adobe's marker: 0 for RGB or CMYK, 1 for YCC, 2 for YCCK. */
    static byte[] adobe(byte[] jpeg, int transform) {
        byte[] marker = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform
        };
        byte[] result = new byte[jpeg.length + marker.length];
        System.arraycopy(jpeg, 0, result, 0, 2);
        System.arraycopy(marker, 0, result, 2, marker.length);
        System.arraycopy(jpeg, 2, result, 2 + marker.length, jpeg.length - 2);
        return result;
    }

    static byte[] cut(byte[] file, double share) {
        return Arrays.copyOf(file, (int) (file.length * share));
    }

    public static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The training image that comes so many after the first in the first epoch. */
    public static Path inFirstEpoch(Path root, long seed, int position) {
        ImageFolder train = ImageFolder.list(root.resolve("train"));
        return train.file(Shuffler.order(train.count(), seed, 0)[position]);
    }

    /** {@code train} and {@code val} with classes {@code n00000000, ...}, each of its own colour. */
    public static Path layout(Path root, int classes, int trainPerClass, int valPerClass, int size) {
        int[] colors = {0xc03030, 0x30c030, 0x3030c0, 0xc0c030, 0x30c0c0};
        for (int c = 0; c < classes; c++) {
            String name = String.format("n%08d", c);
            for (int i = 0; i < trainPerClass + valPerClass; i++) {
                Path folder = root.resolve(i < trainPerClass ? "train" : "val").resolve(name);
                BufferedImage image =
                        rgb(size + 3 * (i % 4), size + 5 * (i % 3), colors[c % colors.length], 100L * c + i);
                write(folder.resolve(name + "_" + i + ".JPEG"), file(image, "jpeg"));
            }
        }
        return root;
    }
}
