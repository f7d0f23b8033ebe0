/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.IOException;

/**
 * What the values of a JPEG file mean, which its markers say as libjpeg reads them. Colour profiles are not applied, as in the
 * usual recipe; four channels are Adobe's inverted inks, as Pillow takes them.
 */
enum JpegColors {
    GREY {
        @Override
        void toRgb(int[] from, byte[] to, int at) {
            put(to, at, from[0], from[0], from[0]);
        }
    },
    RGB {
        @Override
        void toRgb(int[] from, byte[] to, int at) {
            put(to, at, from[0], from[1], from[2]);
        }
    },
    YCC {
        @Override
        void toRgb(int[] from, byte[] to, int at) {
            put(to, at, red(from), green(from), blue(from));
        }
    },
    CMYK {
        @Override
        void toRgb(int[] from, byte[] to, int at) {
            put(to, at, ink(from[0], from[3]), ink(from[1], from[3]), ink(from[2], from[3]));
        }
    },
    YCCK {
        @Override
        void toRgb(int[] from, byte[] to, int at) {
            // libjpeg: the inks are the complements of the RGB values
            put(
                    to,
                    at,
                    ink(255 - clip(red(from)), from[3]),
                    ink(255 - clip(green(from)), from[3]),
                    ink(255 - clip(blue(from)), from[3]));
        }
    };

    private static final int START_OF_SCAN = 0xDA;
    private static final int APP0 = 0xE0;
    private static final int APP14 = 0xEE;

    /** Converts one pixel. */
    abstract void toRgb(int[] from, byte[] to, int at);

    private static float red(int[] ycc) {
        return ycc[0] + 1.402f * (ycc[2] - 128);
    }

    private static float green(int[] ycc) {
        return ycc[0] - 0.344136f * (ycc[1] - 128) - 0.714136f * (ycc[2] - 128);
    }

    private static float blue(int[] ycc) {
        return ycc[0] + 1.772f * (ycc[1] - 128);
    }

    /** Light that is left of an inverted ink and inverted black. */
    private static float ink(int inverted, int invertedBlack) {
        return inverted * invertedBlack / 255f;
    }

    private static int clip(float value) {
        return Math.max(0, Math.min(255, Math.round(value)));
    }

    private static void put(byte[] to, int at, float red, float green, float blue) {
        to[at] = (byte) clip(red);
        to[at + 1] = (byte) clip(green);
        to[at + 2] = (byte) clip(blue);
    }

    static boolean isJpeg(byte[] file) {
        return file.length > 2 && (file[0] & 0xff) == 0xff && (file[1] & 0xff) == 0xd8;
    }

    /**
     * Reads the markers up to the first scan.
     *
     * @param channels channels of the decoded raster, 1, 3 or 4
     */
    static JpegColors of(byte[] file, int channels) throws IOException {
        if (channels == 1) {
            return GREY;
        }
        boolean jfif = false;
        int adobe = -1;
        String ids = "";
        int at = 2;
        while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
            int marker = file[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            int length = 256 * (file[at + 2] & 0xff) + (file[at + 3] & 0xff);
            if (marker == START_OF_SCAN || length < 2) {
                break;
            }
            jfif |= marker == APP0 && starts(file, at + 4, "JFIF");
            if (marker == APP14 && length >= 14 && starts(file, at + 4, "Adobe") && at + 15 < file.length) {
                adobe = file[at + 15] & 0xff;
            }
            if (startOfFrame(marker)) {
                ids = componentIds(file, at, channels);
            }
            at += 2 + length;
        }
        return switch (channels) {
            case 3 -> !jfif && (adobe == 0 || (adobe < 0 && ids.equals("RGB"))) ? RGB : YCC;
            case 4 -> adobe == 2 ? YCCK : CMYK;
            default -> throw new IOException(channels + " colour channels are not supported");
        };
    }

    private static boolean startOfFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static String componentIds(byte[] file, int at, int channels) {
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < channels && at + 10 + 3 * i < file.length; i++) {
            ids.append((char) (file[at + 10 + 3 * i] & 0xff));
        }
        return ids.toString();
    }

    private static boolean starts(byte[] file, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= file.length || file[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
