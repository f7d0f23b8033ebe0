/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryType;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/** DL4J's options around the layer: workspaces, batch sizes, dropout, weight noise, clipping, memory report. */
class LayerBehaviourTest {
    private static HrbpConvolutionLayer.Builder conv(String name) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(5)
                .activation(Activation.RELU)
                .density(0.4)
                .groupRows(2);
    }

    private static MultiLayerNetwork net(WorkspaceMode mode) {
        return Nets.mln(
                Nets.base(DataType.FLOAT)
                        .updater(new Nesterovs(0.05, 0.9))
                        .trainingWorkspaceMode(mode)
                        .inferenceWorkspaceMode(mode)
                        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                        .gradientNormalizationThreshold(1),
                InputType.convolutional(7, 7, 2),
                conv("a").build(),
                conv("b").build(),
                new HrbpDenseLayer.Builder()
                        .name("c")
                        .nOut(6)
                        .activation(Activation.TANH)
                        .density(0.5)
                        .build());
    }

    /** Workspaces and changing batch sizes change where arrays live, not what is computed. */
    @ParameterizedTest
    @EnumSource(WorkspaceMode.class)
    void workspacesAndBatchSizesDoNotChangeResults(WorkspaceMode mode) {
        MultiLayerNetwork expected = net(WorkspaceMode.NONE);
        MultiLayerNetwork actual = net(mode);
        for (int n : new int[] {4, 4, 1, 17, 4, 3, 2, 5}) {
            DataSet batch = Nets.data(DataType.FLOAT, n, n, 2, 7, 7);
            expected.fit(batch);
            actual.fit(batch);
            assertThat(actual.output(batch.getFeatures())).isEqualTo(expected.output(batch.getFeatures()));
        }
        assertThat(actual.params()).isEqualTo(expected.params());
    }

    @Test
    void lossFallsOnAFixedBatch() {
        MultiLayerNetwork net = net(WorkspaceMode.ENABLED);
        DataSet batch = Nets.data(DataType.FLOAT, 3, 12, 2, 7, 7);
        double before = net.score(batch);
        for (int i = 0; i < 30; i++) {
            net.fit(batch);
        }
        assertThat(net.score(batch)).isLessThan(0.5 * before);
    }

    @Test
    void dropoutAndWeightNoiseActInTrainingOnly() {
        MultiLayerNetwork net = Nets.mln(
                Nets.base(DataType.FLOAT).updater(new Nesterovs(0.01, 0.9)),
                InputType.convolutional(7, 7, 2),
                conv("a").build(),
                conv("b").dropOut(0.5).weightNoise(new DropConnect(0.5)).build(),
                new HrbpDenseLayer.Builder().name("c").nOut(6).dropOut(0.5).build());
        DataSet batch = Nets.data(DataType.FLOAT, 3, 4, 2, 7, 7);
        assertThat(net.output(batch.getFeatures())).isEqualTo(net.output(batch.getFeatures()));
        assertThat(net.output(batch.getFeatures(), true)).isNotEqualTo(net.output(batch.getFeatures(), true));
        net.fit(batch);
        assertThat(Double.isFinite(net.score())).isTrue();
    }

    @Test
    void typesAndMemoryReportFollowTheStockLayer() {
        HrbpConvolutionLayer sparse = conv("a").nIn(3).build();
        sparse.setIUpdater(new Nesterovs(0.1, 0.9));
        ConvolutionLayer stock =
                new ConvolutionLayer.Builder(3, 3).nIn(3).nOut(5).build();
        InputType input = InputType.convolutional(9, 9, 3);
        stock.setConvolutionMode(org.deeplearning4j.nn.conf.ConvolutionMode.Truncate);
        sparse.setConvolutionMode(org.deeplearning4j.nn.conf.ConvolutionMode.Truncate);
        assertThat(sparse.getOutputType(0, input)).isEqualTo(stock.getOutputType(0, input));
        sparse.setNIn(InputType.convolutional(9, 9, 4, CNN2DFormat.NHWC), true);
        assertThat(sparse.getNIn()).isEqualTo(4);
        assertThat(sparse.getCnn2dDataFormat()).isEqualTo(CNN2DFormat.NHWC);
        LayerMemoryReport report = sparse.getMemoryReport(InputType.convolutional(9, 9, 4, CNN2DFormat.NHWC));
        assertThat(report.getMemoryBytes(
                        MemoryType.PARAMETERS, 1, MemoryUseMode.TRAINING, CacheMode.NONE, DataType.FLOAT))
                .isEqualTo(4 * sparse.initializer().numParams(sparse));
    }

    @Test
    void aBudgetHoldsForTheSizeItWasPlannedForOnly() {
        HrbpConvolutionLayer layer = conv("a").weightBudget(20).build();
        layer.setNIn(3);
        assertThat(layer.getPatternSettings().weightBudget()).isEqualTo(20);
        layer.setNIn(3);
        layer.setNOut(5);
        assertThat(layer.getPatternSettings().weightBudget()).isEqualTo(20);
        layer.setNOut(6);
        assertThat(layer.getPatternSettings().weightBudget()).isZero();
        HrbpDenseLayer dense =
                new HrbpDenseLayer.Builder().nIn(4).nOut(5).weightBudget(9).build();
        dense.setNIn(7);
        assertThat(dense.getPatternSettings().weightBudget()).isZero();
    }
}
