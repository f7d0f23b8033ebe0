/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.List;

/** A pair of IDX files as MNIST and Fashion-MNIST have them: grey images {@code [n, rows, columns]}, labels {@code [n]}. */
final class IdxReader implements ImageReader {
    static final int LABELS = 0x801;
    static final int IMAGES = 0x803;

    private final int classes;
    private final float mean;
    private final float std;

    IdxReader(int classes, float mean, float std) {
        this.classes = classes;
        this.mean = mean;
        this.std = std;
    }

    @Override
    public ImageData read(String name, DataFolder folder, List<DataFile> files) {
        DataFile imageFile = files.get(0);
        int[] shape = new int[3];
        byte[] pixels = folder.read(imageFile, in -> {
            readHeader(in, IMAGES, shape, imageFile);
            byte[] values = new byte[Math.multiplyExact(Math.multiplyExact(shape[0], shape[1]), shape[2])];
            in.readFully(values);
            return values;
        });
        DataFile labelFile = files.get(1);
        int[] count = new int[1];
        byte[] bytes = folder.read(labelFile, in -> {
            readHeader(in, LABELS, count, labelFile);
            byte[] values = new byte[count[0]];
            in.readFully(values);
            return values;
        });
        int[] labels = new int[bytes.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = bytes[i] & 0xff;
        }
        return new ImageData(
                name, 1, shape[1], shape[2], classes, pixels, labels, new float[] {mean}, new float[] {std});
    }

    /** The sizes must make up the file's known length, so that a damaged header cannot ask for a huge array. */
    private static void readHeader(DataInputStream in, int magic, int[] sizes, DataFile file) throws IOException {
        boolean good = in.readInt() == magic;
        long values = 1;
        for (int i = 0; good && i < sizes.length; i++) {
            sizes[i] = in.readInt();
            good = sizes[i] >= 0;
            values *= sizes[i];
        }
        if (!good || values + 4L * (sizes.length + 1) != file.bytes()) {
            throw new DataException(file.name() + " is corrupt: it has no IDX header of " + file.bytes() + " bytes");
        }
    }
}
