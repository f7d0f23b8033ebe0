/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpGlobalPoolingLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Gradient checks in DOUBLE, files, clones, transfer learning and frozen layers. */
class DropInLifeTest {
    private static final Set<String> STATISTICS = Set.of("1_mean", "1_log10stdev", "1_var");

    @BeforeAll
    static void doubles() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void floats() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    private static MultiLayerNetwork net(DataType type, CNN2DFormat format, WorkspaceMode mode, Layer... layers) {
        return Twins.net(new Twins.Setting(type, format, mode), images(format), layers);
    }

    private static InputType images(CNN2DFormat format) {
        return InputType.convolutional(5, 4, 2, format);
    }

    private static Layer[] all() {
        return new Layer[] {
            new HrbpBatchNormalization.Builder().fusedReLU(true).build(),
            new HrbpSubsamplingLayer.Builder(2, 2).stride(1, 1).build(),
            new HrbpActivationLayer(Activation.RELU),
            new HrbpGlobalPoolingLayer(PoolingType.AVG)
        };
    }

    private static void check(CNN2DFormat format, Layer... layers) {
        MultiLayerNetwork net = net(DataType.DOUBLE, format, WorkspaceMode.NONE, layers);
        DataSet d = Twins.data(DataType.DOUBLE, images(format), 3, 5);
        Twins.withoutUpdater(net.getLayers());
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(net)
                        .input(d.getFeatures())
                        .labels(d.getLabels())
                        .excludeParams(STATISTICS)))
                .isTrue();
        ComputationGraph graph = net.toComputationGraph();
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                        .net(graph)
                        .inputs(new INDArray[] {d.getFeatures()})
                        .labels(new INDArray[] {d.getLabels()})
                        .excludeParams(STATISTICS)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void gradientsOfBatchNormalization(CNN2DFormat format) {
        check(format, new HrbpBatchNormalization());
        check(format, new HrbpBatchNormalization.Builder().fusedReLU(true).build());
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void gradientsOfPooling(CNN2DFormat format) {
        for (PoolingType type : List.of(PoolingType.MAX, PoolingType.AVG, PoolingType.SUM)) {
            check(
                    format,
                    new HrbpSubsamplingLayer.Builder(type)
                            .kernelSize(3, 2)
                            .stride(2, 1)
                            .padding(1, 1)
                            .build());
            check(format, new HrbpGlobalPoolingLayer(type));
        }
    }

    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void gradientsOfActivations(CNN2DFormat format) {
        check(format, new HrbpActivationLayer(Activation.RELU), new HrbpActivationLayer(Activation.SIGMOID));
    }

    @Test
    void savedLoadedAndClonedNetsGoOnAlike(@TempDir File folder) throws IOException {
        MultiLayerNetwork net = net(DataType.FLOAT, CNN2DFormat.NCHW, WorkspaceMode.ENABLED, all());
        DataSet d = Twins.data(DataType.FLOAT, images(CNN2DFormat.NCHW), 5, 1);
        net.fit(d);
        File file = new File(folder, "net.zip");
        ModelSerializer.writeModel(net, file, true);
        MultiLayerNetwork loaded = ModelSerializer.restoreMultiLayerNetwork(file, true);
        MultiLayerNetwork copy = net.clone();
        assertThat(loaded.getLayerWiseConfigurations()).isEqualTo(net.getLayerWiseConfigurations());
        for (MultiLayerNetwork n : List.of(net, loaded, copy)) {
            n.fit(d);
        }
        assertThat(loaded.params()).isEqualTo(net.params());
        assertThat(copy.params()).isEqualTo(net.params());
    }

    @Test
    void transferLearningFreezesThem() {
        MultiLayerNetwork net = net(DataType.FLOAT, CNN2DFormat.NCHW, WorkspaceMode.ENABLED, all());
        DataSet d = Twins.data(DataType.FLOAT, images(CNN2DFormat.NCHW), 5, 1);
        net.fit(d);
        MultiLayerNetwork frozen = new TransferLearning.Builder(net)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .build())
                .setFeatureExtractor(3)
                .build();
        assertThat(frozen.getLayer(1)).isInstanceOf(FrozenLayer.class);
        assertThat(frozen.output(d.getFeatures())).isEqualTo(net.output(d.getFeatures()));
        INDArray before = frozen.getLayer(1).params().dup();
        INDArray head = frozen.getLayer(5).params().dup();
        frozen.fit(d);
        assertThat(frozen.getLayer(1).params()).isEqualTo(before);
        assertThat(frozen.getLayer(5).params()).isNotEqualTo(head);
    }

    @Test
    void frozenBatchNormalizationHandsOnTheGradientOfItsInferencePass() {
        MultiLayerNetwork net = net(
                DataType.DOUBLE,
                CNN2DFormat.NCHW,
                WorkspaceMode.ENABLED,
                new FrozenLayerWithBackprop(new HrbpBatchNormalization()));
        DataSet d = Twins.data(DataType.DOUBLE, images(CNN2DFormat.NCHW), 5, 1);
        for (int i = 0; i < 3; i++) {
            net.fit(d);
        }
        INDArray frozen = net.getLayer(1).params();
        assertThat(frozen)
                .isEqualTo(frozen.ulike()
                        .assign(new HrbpBatchNormalization().getGamma())
                        .muli(frozen));
        Twins.withoutUpdater(net.getLayers());
        assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.MLNConfig()
                        .net(net)
                        .input(d.getFeatures())
                        .labels(d.getLabels())
                        .excludeParams(Set.of("1_gamma", "1_beta", "1_mean", "1_log10stdev"))))
                .isTrue();
    }
}
