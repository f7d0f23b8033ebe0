/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.List;

/**
 * The binary version of CIFAR-10 and CIFAR-100: records of one or two label bytes (coarse, fine) and 3072 pixel bytes
 * (the red, green and blue plane of 32x32). The last label byte is the class.
 */
final class CifarReader implements ImageReader {
    static final int PIXELS = 3 * 32 * 32;

    private final int labelBytes;
    private final int classes;
    private final float[] mean;
    private final float[] std;

    CifarReader(int labelBytes, int classes, float[] mean, float[] std) {
        this.labelBytes = labelBytes;
        this.classes = classes;
        this.mean = mean;
        this.std = std;
    }

    @Override
    public ImageData read(String name, DataFolder folder, List<DataFile> files) {
        int count = files.stream().mapToInt(this::records).sum();
        byte[] pixels = new byte[Math.multiplyExact(count, PIXELS)];
        int[] labels = new int[count];
        int first = 0;
        for (DataFile file : files) {
            int start = first;
            int end = first + records(file);
            folder.read(file, in -> {
                for (int i = start; i < end; i++) {
                    in.readFully(new byte[labelBytes - 1]);
                    labels[i] = in.readUnsignedByte();
                    in.readFully(pixels, i * PIXELS, PIXELS);
                }
                return Boolean.TRUE;
            });
            first = end;
        }
        return new ImageData(name, 3, 32, 32, classes, pixels, labels, mean, std);
    }

    private int records(DataFile file) {
        return Math.toIntExact(file.bytes() / (labelBytes + PIXELS));
    }
}
