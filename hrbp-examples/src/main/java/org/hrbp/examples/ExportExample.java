/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.examples.data.ImageIterator;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.hrbp.model.Hrbp;
import org.hrbp.model.SparsifySpec;
import org.hrbp.model.channel.ChannelPlan;
import org.hrbp.model.channel.NarrowModel;
import org.hrbp.pattern.ChannelStructure;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trained sparse networks as model files that DL4J reads without this library: any pattern as a dense network with zeros, and a
 * channel pattern as a network that really is narrower.
 */
public final class ExportExample {
    private static final int EPOCHS = 2;

    private ExportExample() {}

    /** A file, its number of parameters, and the largest difference of its network's outputs from the sparse network's. */
    record Exported(Path file, long parameters, double difference) {}

    /**
     * Trains on all embedded images.
     *
     * @param args the folder for the models; none for a temporary one
     * @throws IOException if a file cannot be written or read
     */
    public static void main(String[] args) throws IOException {
        Path folder = args.length == 0 ? Files.createTempDirectory("hrbp") : Path.of(args[0]);
        ImageSplits images = ImageSets.load("fashion-mini", null);
        print(withZeros(EPOCHS, images, folder));
        print(narrow(EPOCHS, images, folder));
    }

    private static void print(Exported exported) {
        System.out.printf(
                "%s: %d parameters, outputs differ by at most %.1e%n",
                exported.file(), exported.parameters(), exported.difference());
    }

    static Exported withZeros(int epochs, ImageSplits images, Path folder) throws IOException {
        MultiLayerNetwork net = Hrbp.sparsify(
                FashionNet.dense(), SparsifySpec.builder().sparsity(0.9).build());
        net.fit(FashionNet.batches(images), epochs);
        return export(net, Hrbp.toDense(net), images, folder.resolve("dense.zip"));
    }

    static Exported narrow(int epochs, ImageSplits images, Path folder) throws IOException {
        MultiLayerNetwork dense = FashionNet.dense();
        ChannelPlan plan =
                ChannelPlan.of(dense, 0.75, FashionNet.SEED); // a quarter of the weights, half of the channels
        MultiLayerNetwork net = Hrbp.withPatterns(dense, plan.patterns(), ChannelStructure.ID);
        net.fit(FashionNet.batches(images), epochs);
        MultiLayerNetwork narrow = NarrowModel.of(net, plan);
        return export(net, Hrbp.toDense(narrow), images, folder.resolve("narrow.zip"));
    }

    private static Exported export(MultiLayerNetwork net, MultiLayerNetwork stock, ImageSplits images, Path file)
            throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        ModelSerializer.writeModel(stock, file.toFile(), false); // false: not to be trained on, see Hrbp.toDense
        MultiLayerNetwork read = ModelSerializer.restoreMultiLayerNetwork(file.toFile());
        INDArray batch = ImageIterator.builder(images.test(), FashionNet.BATCH)
                .build()
                .next()
                .getFeatures();
        double difference =
                read.output(batch).sub(net.output(batch)).amaxNumber().doubleValue();
        return new Exported(file, read.numParams(), difference);
    }
}
