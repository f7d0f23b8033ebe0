/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the embedded set {@code fashion-mini} from the official Fashion-MNIST files: the first 600 training and 200 test
 * images of each class, in official order. Run with the folder of the official files and the resource folder
 * {@code hrbp-examples/src/main/resources/org/hrbp/examples/data}.
 */
final class FashionMiniMaker {
    private FashionMiniMaker() {}

    public static void main(String[] args) throws IOException {
        ImageSplits all = ImageSets.load("fashion-mnist", Path.of(args[0]));
        Path out = Files.createDirectories(Path.of(args[1]));
        write(firstOfEachClass(all.train(), 600), out, "fashion-mini-train");
        write(firstOfEachClass(all.test(), 200), out, "fashion-mini-test");
    }

    /** The first images of each class, in their old order. */
    static ImageData firstOfEachClass(ImageData data, int perClass) {
        int[] taken = new int[data.classes()];
        int[] chosen = IntStream.range(0, data.count())
                .filter(i -> taken[data.label(i)]++ < perClass)
                .toArray();
        int size = data.channels() * data.height() * data.width();
        byte[] pixels = new byte[chosen.length * size];
        int[] labels = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            System.arraycopy(data.image(chosen[i]), 0, pixels, i * size, size);
            labels[i] = data.label(chosen[i]);
        }
        return new ImageData(
                data.name(),
                data.channels(),
                data.height(),
                data.width(),
                data.classes(),
                pixels,
                labels,
                data.mean(),
                data.std());
    }

    private static void write(ImageData data, Path folder, String name) throws IOException {
        try (DataOutputStream out = gzip(folder.resolve(name + "-images-idx3-ubyte.gz"))) {
            out.writeInt(IdxReader.IMAGES);
            out.writeInt(data.count());
            out.writeInt(data.height());
            out.writeInt(data.width());
            for (int i = 0; i < data.count(); i++) {
                out.write(data.image(i));
            }
        }
        try (DataOutputStream out = gzip(folder.resolve(name + "-labels-idx1-ubyte.gz"))) {
            out.writeInt(IdxReader.LABELS);
            out.writeInt(data.count());
            for (int i = 0; i < data.count(); i++) {
                out.write(data.label(i));
            }
        }
    }

    private static DataOutputStream gzip(Path file) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        return new DataOutputStream(new GZIPOutputStream(out, 1 << 16) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        });
    }
}
