/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/** {@link HrbpBatchNormalization} against {@link BatchNormalization}. */
class BatchNormalizationEqualsStockTest {
    static List<Twins.Setting> settings() {
        List<Twins.Setting> all = new ArrayList<>();
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            for (CNN2DFormat format : CNN2DFormat.values()) {
                all.add(new Twins.Setting(type, format, WorkspaceMode.ENABLED));
            }
            all.add(new Twins.Setting(type, CNN2DFormat.NCHW, WorkspaceMode.NONE));
        }
        return all;
    }

    private static DataSet[] steps(DataType type, InputType in, int... batches) {
        DataSet[] steps = new DataSet[batches.length];
        for (int i = 0; i < batches.length; i++) {
            steps[i] = Twins.data(type, in, batches[i], i + 1);
        }
        return steps;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void imagesWithLastPartialBatch(Twins.Setting s) {
        InputType in = InputType.convolutional(5, 3, 4, s.format());
        Twins.assertTwins(
                Twins.net(s, in, new BatchNormalization(), new BatchNormalization()),
                Twins.net(s, in, new HrbpBatchNormalization(), new HrbpBatchNormalization()),
                steps(s.type(), in, 17, 17, 6));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void imagesOfOneChannel(Twins.Setting s) {
        InputType in = InputType.convolutional(3, 5, 1, s.format());
        Twins.assertTwins(
                Twins.net(s, in, new BatchNormalization()),
                Twins.net(s, in, new HrbpBatchNormalization()),
                steps(s.type(), in, 3, 2));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void imagesOfOnePixel(Twins.Setting s) {
        InputType in = InputType.convolutional(1, 1, 3, s.format());
        Twins.assertTwins(
                Twins.net(s, in, new BatchNormalization()),
                Twins.net(s, in, new HrbpBatchNormalization()),
                steps(s.type(), in, 5, 4));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void vectors(Twins.Setting s) {
        InputType in = InputType.feedForward(6);
        Twins.assertTwins(
                Twins.net(s, in, new BatchNormalization(), new BatchNormalization()),
                Twins.net(s, in, new HrbpBatchNormalization(), new HrbpBatchNormalization()),
                steps(s.type(), in, 17, 17, 6));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void batchOfOne(Twins.Setting s) {
        InputType vectors = InputType.feedForward(4);
        Twins.assertTwins(
                Twins.net(s, vectors, new BatchNormalization()),
                Twins.net(s, vectors, new HrbpBatchNormalization()),
                steps(s.type(), vectors, 1, 1));
        InputType images = InputType.convolutional(4, 4, 2, s.format());
        Twins.assertTwins(
                Twins.net(s, images, new BatchNormalization()),
                Twins.net(s, images, new HrbpBatchNormalization()),
                steps(s.type(), images, 1, 1));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void lockedGammaAndBeta(Twins.Setting s) {
        Assumptions.assumeTrue(s.format() == CNN2DFormat.NCHW, "stock fails with NHWC");
        InputType in = InputType.convolutional(4, 3, 2, s.format());
        double[][] locked = {{1, 0}, {2, 0.5}, {2, 0}, {1, 0.5}};
        for (double[] gb : locked) {
            Twins.assertTwins(
                    Twins.net(s, in, new BatchNormalization.Builder(gb[0], gb[1], true).build()),
                    Twins.net(s, in, new HrbpBatchNormalization.Builder(gb[0], gb[1], true).build()),
                    steps(s.type(), in, 5, 5));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void storedVarianceOtherDecayEpsAndStart(Twins.Setting s) {
        InputType in = InputType.convolutional(4, 3, 2, s.format());
        Twins.assertTwins(
                Twins.net(
                        s,
                        in,
                        new BatchNormalization.Builder(0.7, -0.2)
                                .useLogStd(false)
                                .decay(0.6)
                                .eps(1e-2)
                                .build()),
                Twins.net(
                        s,
                        in,
                        new HrbpBatchNormalization.Builder(0.7, -0.2)
                                .useLogStd(false)
                                .decay(0.6)
                                .eps(1e-2)
                                .build()),
                steps(s.type(), in, 5, 5, 5));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void fusedReluEqualsStockFollowedByRelu(Twins.Setting s) {
        InputType in = InputType.convolutional(4, 3, 2, s.format());
        Twins.assertTwins(
                Twins.net(s, in, new BatchNormalization(), new ActivationLayer(Activation.RELU)),
                Twins.net(
                        s,
                        in,
                        new HrbpBatchNormalization.Builder().fusedReLU(true).build()),
                steps(s.type(), in, 5, 17, 2));
    }
}
