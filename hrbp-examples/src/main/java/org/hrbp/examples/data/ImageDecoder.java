/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Image files as RGB, whatever the name says: JPEG in grey, RGB, CMYK or YCCK without the colour conversions of the JDK, and
 * what else the JDK reads (one of ImageNet's files is a PNG). Transparency is dropped.
 */
final class ImageDecoder {
    /** Most pixels of an image, so that a damaged header cannot ask for all memory. */
    private static final long MAX_PIXELS = 1L << 28;

    private ImageDecoder() {}

    /**
     * Decodes a file.
     *
     * @throws IOException if it is no image, damaged or cut off
     */
    static RgbImage decode(byte[] file) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException("it is not an image of a known format");
            }
            ImageReader reader = readers.next();
            try {
                return decode(reader, in, file);
            } catch (RuntimeException e) {
                // the JDK's readers throw these on damaged headers
                throw new IOException(String.valueOf(e.getMessage()), e);
            } finally {
                reader.dispose();
            }
        }
    }

    private static RgbImage decode(ImageReader reader, ImageInputStream in, byte[] file) throws IOException {
        boolean[] cut = {false};
        reader.addIIOReadWarningListener((source, warning) -> cut[0] |= saysCutOff(warning));
        reader.setInput(in, true, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
            throw new IOException("it has " + pixels + " pixels, at most " + MAX_PIXELS + " are read");
        }
        RgbImage image = JpegColors.isJpeg(file) ? jpeg(reader.readRaster(0, null), file) : other(reader.read(0));
        if (cut[0]) {
            throw new IOException("it is cut off");
        }
        return image;
    }

    /** The JDK's words, which are not translated. */
    private static boolean saysCutOff(String warning) {
        String lower = warning.toLowerCase(Locale.ROOT);
        return lower.contains("truncated") || lower.contains("premature end");
    }

    private static RgbImage jpeg(Raster raster, byte[] file) throws IOException {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int channels = raster.getNumBands();
        JpegColors colors = JpegColors.of(file, channels);
        byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
        int[] row = new int[width * channels];
        int[] pixel = new int[channels];
        for (int y = 0; y < height; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                System.arraycopy(row, x * channels, pixel, 0, channels);
                colors.toRgb(pixel, rgb, (y * width + x) * RgbImage.CHANNELS);
            }
        }
        return new RgbImage(width, height, rgb);
    }

    private static RgbImage other(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[width * height * RgbImage.CHANNELS];
        Raster raster = image.getRaster();
        // getRGB would take grey for linear light
        boolean grey = raster.getNumBands() < RgbImage.CHANNELS && !(image.getColorModel() instanceof IndexColorModel);
        int shift = Math.max(0, raster.getSampleModel().getSampleSize(0) - 8);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = grey ? 0x010101 * (raster.getSample(x, y, 0) >> shift) : image.getRGB(x, y);
                int at = (y * width + x) * RgbImage.CHANNELS;
                rgb[at] = (byte) (value >> 16);
                rgb[at + 1] = (byte) (value >> 8);
                rgb[at + 2] = (byte) value;
            }
        }
        return new RgbImage(width, height, rgb);
    }
}
