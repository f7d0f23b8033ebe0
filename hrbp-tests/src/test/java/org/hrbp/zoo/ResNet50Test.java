/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.LayerPlan;
import org.hrbp.model.HrbpWeights;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

class ResNet50Test {
    /** torchvision's number of parameters, its 26,560 values of scale and 26,560 of shift included. */
    private static final long TORCHVISION = 25_557_032;

    private static final long NORMALISED_CHANNELS = 26_560;

    private static ResNet50.Builder small() {
        return ResNet50.builder().widthFactor(1.0 / 16).classes(3).updater(new Nesterovs(0.001, 0.9));
    }

    @Test
    void parametersAreThoseOfTorchvision() {
        ZooNet net = ResNet50.builder().structure("dense").input(64, 64, 3).build();
        long biases = 1000;
        assertThat(net.plan().totalWeights()).isEqualTo(TORCHVISION - 2 * NORMALISED_CHANNELS - biases);
        ComputationGraph stock = ResNet50.builder()
                .structure("dense")
                .stock(true)
                .input(64, 64, 3)
                .build()
                .init();
        // DL4J counts running mean and variance as parameters
        assertThat(stock.numParams()).isEqualTo(TORCHVISION + 2 * NORMALISED_CHANNELS);
    }

    @ParameterizedTest
    @CsvSource({"224, 112, 56, 28, 14, 7", "64, 32, 16, 8, 4, 2", "32, 16, 8, 4, 2, 1", "33, 17, 9, 5, 3, 2"})
    void shapes(int size, int stem, int stage1, int stage2, int stage3, int stage4) {
        Map<String, InputType> types = ResNet50.builder()
                .input(size, size, 3)
                .build()
                .conf()
                .getLayerActivationTypes(InputType.convolutional(size, size, 3));
        assertThat(types)
                .containsEntry("stem", InputType.convolutional(stem, stem, 64))
                .containsEntry("stem-pool", InputType.convolutional(stage1, stage1, 64))
                .containsEntry("stage1-block3-add", InputType.convolutional(stage1, stage1, 256))
                .containsEntry("stage2-block1-conv1", InputType.convolutional(stage1, stage1, 128))
                .containsEntry("stage2-block1-conv2", InputType.convolutional(stage2, stage2, 128))
                .containsEntry("stage3-block6-add", InputType.convolutional(stage3, stage3, 1024))
                .containsEntry("stage4-block3-add", InputType.convolutional(stage4, stage4, 2048));
    }

    @ParameterizedTest
    @CsvSource({"hrbp, 0.6", "hrbp, 0.8", "unstructured, 0.8"})
    void theBudgetIsKeptAndOneByOneConvolutionsKeepWholeKernels(String structure, double sparsity) {
        ZooNet net = ResNet50.builder()
                .structure(structure)
                .sparsity(sparsity)
                .allocation("uniform")
                .build();
        double allowed = (1 - sparsity) * net.plan().totalWeights();
        assertThat((double) net.plan().keptWeights()).isBetween(0.999 * allowed, allowed);
        assertThat(net.plan().layer("stem").actualDensity()).isOne();
        assertThat(net.plan().layer("classifier").actualDensity()).isOne();
        LayerPlan point = net.plan().layer("stage2-block2-conv1");
        assertThat(point.shape().positions()).isOne();
        assertThat(point.actualDensity()).isLessThan(1);
    }

    @Test
    void groupsAreASixteenthAndPointConvolutionsHaveOnePosition() {
        ComputationGraph net =
                ResNet50.builder().sparsity(0.8).input(32, 32, 3).build().init();
        assertBlocks(HrbpWeights.pattern(net, "stage3-block2-conv3"), 32, 1);
        assertBlocks(HrbpWeights.pattern(net, "stage3-block2-conv2"), 16, 3);
    }

    private static void assertBlocks(Pattern pattern, int rows, int positions) {
        assertThat(pattern.blocks()).isNotEmpty().allSatisfy(block -> {
            assertThat(block.rowCount()).isEqualTo(rows);
            assertThat(Arrays.stream(block.positions()).distinct()).hasSize(positions);
        });
    }

    /** All layers of this library against DL4J's own, through two steps. */
    @Test
    void denseEqualsStock() {
        ResNet50.Builder options =
                small().structure("dense").dataType(DataType.DOUBLE).input(37, 37, 3);
        ComputationGraph ours = options.build().init();
        ComputationGraph stock = options.stock(true).build().init();
        copy(stock, ours);
        INDArray images = ZooData.images(DataType.DOUBLE, 3, 3, 37, 5);
        DataSet data = new DataSet(images, ZooData.labels(DataType.DOUBLE, 3, 3));
        for (int step = 0; step < 2; step++) {
            ours.fit(data);
            stock.fit(data);
            assertThat(ours.score()).isCloseTo(stock.score(), within(1e-8));
        }
        INDArray difference = ours.outputSingle(images).sub(stock.outputSingle(images));
        assertThat(difference.amaxNumber().doubleValue()).isLessThan(1e-6);
    }

    private static void copy(ComputationGraph from, ComputationGraph to) {
        for (Map.Entry<String, INDArray> param : from.paramTable().entrySet()) {
            String key = param.getKey();
            if (to.paramTable().containsKey(key.replace("_W", "_I")) && key.endsWith("_W")) {
                HrbpWeights.setDense(to, key.substring(0, key.length() - 2), param.getValue());
            } else {
                to.getParam(key).assign(param.getValue());
            }
        }
    }

    /** FLOAT runs on the kernels in use, DOUBLE on the reference. */
    @ParameterizedTest
    @CsvSource({"hrbp, 0.6", "hrbp, 0.8", "unstructured, 0.8", "dense, 0"})
    void aStepEqualsTheReferenceKernels(String structure, double sparsity) {
        ResNet50.Builder options =
                small().structure(structure).sparsity(sparsity).groupRows(4).input(64, 64, 3);
        ComputationGraph fast = options.build().init();
        ComputationGraph reference = options.dataType(DataType.DOUBLE).build().init();
        reference.params().assign(fast.params().castTo(DataType.DOUBLE));
        INDArray images = ZooData.images(DataType.DOUBLE, 5, 3, 64, 5);
        INDArray labels = ZooData.labels(DataType.DOUBLE, 5, 3);
        INDArray before = reference.params().dup();
        fast.fit(new DataSet(images.castTo(DataType.FLOAT), labels.castTo(DataType.FLOAT)));
        reference.fit(new DataSet(images, labels));
        assertThat(fast.score()).isCloseTo(reference.score(), within(1e-4));
        INDArray moved = reference.params().sub(before);
        INDArray difference = fast.params().castTo(DataType.DOUBLE).sub(reference.params());
        // 1e-5 in most cases; a ReLU whose input rounds to the other sign alone makes 2e-3
        assertThat(difference.norm2Number().doubleValue())
                .isLessThan(1e-2 * moved.norm2Number().doubleValue());
    }
}
