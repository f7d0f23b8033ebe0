/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.examples.plot.PatternPlots;
import org.hrbp.model.Hrbp;
import org.hrbp.model.HrbpSummary;
import org.hrbp.model.HrbpWeights;
import org.hrbp.model.SparsifySpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a sparse network looks like inside: what {@code sparsify} would do to every layer, the table of densities, dead channels
 * and zero kernels, weights as a dense array, and pictures of the patterns. Nothing is trained.
 */
public final class InspectExample {
    private static final double SPARSITY = 0.9;

    private InspectExample() {}

    /** The summary of the network and the pictures of its patterns. */
    record Result(HrbpSummary summary, INDArray weights, List<Path> pictures) {}

    /**
     * Inspects the network that the other examples train.
     *
     * @param args the folder for the pictures; none for {@code patterns}
     */
    public static void main(String[] args) {
        run(Path.of(args.length == 0 ? "patterns" : args[0]));
    }

    static Result run(Path folder) {
        MultiLayerNetwork dense = FashionNet.dense();
        SparsifySpec spec = SparsifySpec.builder().sparsity(SPARSITY).build();
        System.out.println(Hrbp.report(dense, spec)); // makes nothing yet

        MultiLayerNetwork net = Hrbp.sparsify(dense, spec);
        HrbpSummary summary = HrbpSummary.of(net, FashionNet.IMAGES);
        System.out.println(summary);
        // the same as numbers
        for (HrbpSummary.Row row : summary.rows()) {
            System.out.printf(
                    "%-10s density %.3f, %d of the input channels read by no group, %.1f %% of the kernels without a weight%n",
                    row.name(), row.densityActual(), row.deadChannels(), 100 * row.zeroKernelShare());
        }

        INDArray weights = HrbpWeights.dense(net, "conv2"); // a copy with zeros where nothing is stored
        System.out.println("conv2, row 0, channel 0: " + weights.slice(0).slice(0));

        List<Path> pictures = PatternPlots.write(net, folder);
        System.out.println(pictures.size() + " pictures in " + folder + ", the first is " + pictures.get(0));
        return new Result(summary, weights, pictures);
    }
}
