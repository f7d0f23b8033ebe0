/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.zoo.ResNetCifar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class ModelReaderTest {
    private static final DataSet BATCH = batch();

    @TempDir
    Path folder;

    private static DataSet batch() {
        Nd4j.getRandom().setSeed(11);
        INDArray labels = Nd4j.create(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}});
        return new DataSet(Nd4j.randn(DataType.FLOAT, 4, 8, 5, 5), labels);
    }

    /** A net with what DL4J names by class: schedule, distribution, dropout, constraint, regularisation, weights of a loss. */
    private static MultiLayerNetwork stock() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(3)
                .updater(new Adam(new StepSchedule(ScheduleType.ITERATION, 0.01, 0.1, 5)))
                .weightInit(new NormalDistribution(0, 0.1))
                .l2(1e-4)
                .constrainWeights(new MaxNormConstraint(2, 1))
                .list()
                .layer(new DenseLayer.Builder().nOut(5).dropOut(0.9).build())
                .layer(new BatchNormalization())
                .layer(new OutputLayer.Builder(new LossMCXENT(Nd4j.create(new float[] {1, 2})))
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.feedForward(3))
                .build());
        network.init();
        return network;
    }

    private static void fit(Model model, int steps) {
        for (int i = 0; i < steps; i++) {
            if (model instanceof ComputationGraph graph) {
                graph.fit(BATCH);
            } else {
                ((MultiLayerNetwork) model).fit(BATCH);
            }
        }
    }

    static Stream<Model> models() {
        return Stream.of(HrbpWeightsTest.network(), HrbpWeightsTest.graph());
    }

    @ParameterizedTest
    @MethodSource("models")
    void aLoadedModelGoesOnBitIdentically(Model model) throws IOException {
        fit(model, 3);
        Model loaded = new ModelReader().read(ModelFiles.write(model, folder.resolve("m.zip"), true));
        assertThat(loaded).isNotSameAs(model).hasSameClassAs(model);
        assertThat(loaded.params()).isEqualTo(model.params());
        fit(model, 3);
        fit(loaded, 3);
        assertThat(loaded.params().toFloatVector()).isEqualTo(model.params().toFloatVector());
    }

    @ParameterizedTest
    @MethodSource("models")
    void withoutUpdaterStateItsStateIsFresh(Model model) throws IOException {
        fit(model, 3);
        Model loaded = new ModelReader().read(ModelFiles.write(model, folder.resolve("m.zip"), false));
        assertThat(loaded.params().toFloatVector()).isEqualTo(model.params().toFloatVector());
        INDArray state = loaded instanceof ComputationGraph graph
                ? graph.getUpdater().getStateViewArray()
                : ((MultiLayerNetwork) loaded).getUpdater().getStateViewArray();
        assertThat(state.amaxNumber().doubleValue()).isZero();
    }

    @Test
    void readsWhatDl4jReads() throws IOException {
        ComputationGraph net = ResNetCifar.builder().depth(8).build().init();
        Path file = ModelFiles.write(net, folder.resolve("m.zip"), true);
        ComputationGraph loaded = new ModelReader().readComputationGraph(file);
        ComputationGraph expected = ModelSerializer.restoreComputationGraph(file.toFile(), true);
        assertThat(loaded.getConfiguration()).isEqualTo(expected.getConfiguration());
        assertThat(loaded.params()).isEqualTo(expected.params());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DOUBLE", "FLOAT16", "BFLOAT16"})
    void stockModelsKeepTheirDataType(String type) throws IOException {
        DataType dataType = type.equals("FLOAT16") ? DataType.FLOAT16 : DataType.valueOf(type);
        MultiLayerNetwork net = stock().convertDataType(dataType);
        MultiLayerNetwork loaded =
                new ModelReader().readMultiLayerNetwork(ModelFiles.write(net, folder.resolve("m.zip"), true));
        assertThat(loaded.params()).isEqualTo(net.params());
        assertThat(loaded.params().dataType()).isEqualTo(dataType);
    }

    @Test
    void frozenLayersAreCheckedAndKept() throws IOException {
        MultiLayerNetwork frozen = new TransferLearning.Builder(HrbpWeightsTest.network())
                .setFeatureExtractor(0)
                .build();
        Path file = ModelFiles.write(frozen, folder.resolve("m.zip"), true);
        assertThat(HrbpWeights.pattern(new ModelReader().read(file), "conv"))
                .isEqualTo(HrbpWeights.pattern(frozen, "conv"));
    }

    @Test
    void weightsThatAreNotFiniteAreReadAsTheyAre() throws IOException {
        MultiLayerNetwork net = HrbpWeightsTest.network();
        net.getLayer("conv").getParam("W").putScalar(0, Float.NaN);
        Model loaded = new ModelReader().read(ModelFiles.write(net, folder.resolve("m.zip"), true));
        assertThat(loaded.params().getFloat(0)).isNaN();
    }

    @Test
    void theOtherKindOfModelIsRefused() {
        Path network = ModelFiles.write(HrbpWeightsTest.network(), folder.resolve("net.zip"), true);
        Path graph = ModelFiles.write(HrbpWeightsTest.graph(), folder.resolve("graph.zip"), true);
        assertThatThrownBy(() -> new ModelReader().readComputationGraph(network))
                .isInstanceOf(IOException.class)
                .hasMessage(network + ": it is a MultiLayerNetwork, not a ComputationGraph");
        assertThatThrownBy(() -> new ModelReader().readMultiLayerNetwork(graph))
                .isInstanceOf(IOException.class)
                .hasMessage(graph + ": it is a ComputationGraph, not a MultiLayerNetwork");
    }

    @Test
    void aNormaliserIsReadOnlyByWhoAsksForIt() throws IOException {
        NormalizerStandardize normalizer = new NormalizerStandardize();
        normalizer.fit(new DataSet(Nd4j.rand(4, 3), Nd4j.rand(4, 2)));
        Path file = ModelFiles.write(HrbpWeightsTest.network(), folder.resolve("m.zip"), true);
        ModelSerializer.addNormalizerToModel(file.toFile(), normalizer);
        assertThatThrownBy(() -> new ModelReader().read(file)).hasMessageContaining("entry normalizer.bin is refused");
        assertThatThrownBy(() -> new ModelReader()
                        .allowPreprocessor(true)
                        .allowPreprocessor(false)
                        .read(file))
                .hasMessageContaining("entry normalizer.bin is refused");
        assertThat(new ModelReader().allowPreprocessor(true).read(file)).isNotNull();
    }

    @Test
    void badOptionsAreRefused() {
        assertThatThrownBy(() -> new ModelReader().maxEntryBytes(0)).hasMessage("maxEntryBytes 0 must be at least 1");
        assertThatThrownBy(() -> new ModelReader().maxEntries(0)).hasMessage("maxEntries 0 must be at least 1");
        for (String name : new String[] {"", ".", "a.", "a b", "a..b"}) {
            assertThatThrownBy(() -> new ModelReader().allowPackages("org.fine", name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("allowPackages \"" + name + "\" is not the name of a package");
        }
    }
}
