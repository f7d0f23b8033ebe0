/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.LayerPlan;
import org.hrbp.kernel.KernelTimes;
import org.hrbp.kernel.KernelTimes.Part;
import org.hrbp.kernel.KernelTimes.Total;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.dataset.DataSet;

/** What a training step computes, counted in kernel calls and multiply-adds rather than in seconds. */
class StepWorkTest {
    private static final int CLASSES = 4;
    private static final int SIZE = 8;
    private static final int BLOCKS = 6;

    private static ResNetCifar.Builder resNet() {
        return ResNetCifar.builder()
                .depth(14)
                .classes(CLASSES)
                .input(SIZE, SIZE, 3)
                .allocation("uniform");
    }

    private static Map<Part, Total> step(ZooBuilder<?> net, int batch) {
        ComputationGraph graph = net.build().init();
        DataSet data = new DataSet(
                ZooData.images(batch, net.channels, net.height, 1), ZooData.labels(net.dataType, batch, CLASSES));
        KernelTimes.start();
        graph.fit(data);
        return KernelTimes.stop();
    }

    /** No forward pass is computed again in the backward pass, and no layer converts what another hands on. */
    @Test
    void everyPassRunsOnce() {
        ResNetCifar.Builder net = resNet();
        Map<Part, Total> totals = step(net, 16);
        int layers = net.build().plan().layers().size();
        int convolutions = layers - 1;
        assertThat(calls(totals, Part.CONV_FORWARD)).isEqualTo(layers);
        // and once the classifier's bias
        assertThat(calls(totals, Part.CONV_WEIGHT_GRADIENT)).isEqualTo(layers + 1);
        // nobody reads the gradient of the images
        assertThat(calls(totals, Part.CONV_INPUT_GRADIENT)).isEqualTo(layers - 1);
        // two passes over the activations forward, two backward
        assertThat(calls(totals, Part.BATCH_NORMALIZATION)).isLessThanOrEqualTo(4L * convolutions);
        assertThat(calls(totals, Part.POOL)).isEqualTo(2);
        // images and the classifier's gradient; one copy for the second branch of a sum's gradient
        assertThat(calls(totals, Part.LAYOUT)).isLessThanOrEqualTo(2L + BLOCKS);
    }

    private static long calls(Map<Part, Total> totals, Part part) {
        return Objects.requireNonNull(totals.get(part)).calls();
    }

    private static long work(Map<Part, Total> totals, Part part) {
        return Objects.requireNonNull(totals.get(part)).multiplyAdds();
    }

    /** Multiply-adds are examples times kept weights times the pixels that each weight meets, in all three passes. */
    @ParameterizedTest
    @CsvSource({"hrbp, 0.9, 16", "hrbp, 0.9, 33", "hrbp, 0.5, 16", "unstructured, 0.95, 5", "dense, 0, 16"})
    void workIsLinearInBatchAndKeptWeights(String structure, double sparsity, int batch) {
        ResNetCifar.Builder net = resNet().structure(structure).sparsity(sparsity);
        long expected = 0;
        for (LayerPlan layer : net.build().plan().layers()) {
            int stage = layer.name().startsWith("stage") ? layer.name().charAt(5) - '1' : 0;
            int size = layer.name().equals("classifier") ? 1 : SIZE >> stage;
            expected += (long) layer.kept() * size * size * batch;
        }
        Map<Part, Total> totals = step(net, batch);
        assertThat(work(totals, Part.CONV_FORWARD)).isEqualTo(expected);
        assertThat(work(totals, Part.CONV_WEIGHT_GRADIENT)).isEqualTo(expected);
        assertThat(work(totals, Part.CONV_INPUT_GRADIENT)).isLessThan(expected);
    }
}
