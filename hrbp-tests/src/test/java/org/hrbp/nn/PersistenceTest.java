/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.listener.EarlyStoppingListener;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Pattern and weights survive, bit by bit, everything that DL4J does with a network. */
class PersistenceTest {
    private static final InputType INPUT = InputType.convolutional(8, 8, 2);

    private static HrbpConvolutionLayer conv() {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name("conv")
                .nOut(6)
                .activation(Activation.RELU)
                .density(0.3)
                .groupRows(4)
                .build();
    }

    private static HrbpDenseLayer dense() {
        return new HrbpDenseLayer.Builder()
                .name("dense")
                .nOut(10)
                .activation(Activation.TANH)
                .structure("unstructured")
                .sparsity(0.8)
                .build();
    }

    private static MultiLayerNetwork trained() {
        MultiLayerNetwork net =
                Nets.mln(Nets.base(DataType.FLOAT).updater(new Adam(0.01)).l2(1e-3), INPUT, conv(), dense());
        for (int i = 0; i < 3; i++) {
            net.fit(batch(i));
        }
        return net;
    }

    private static ComputationGraph trainedGraph() {
        ComputationGraph net =
                Nets.graph(Nets.base(DataType.FLOAT).updater(new Adam(0.01)).l2(1e-3), INPUT, conv(), dense());
        for (int i = 0; i < 3; i++) {
            net.fit(batch(i));
        }
        return net;
    }

    private static DataSet batch(long seed) {
        return Nets.data(DataType.FLOAT, seed, 5, 2, 8, 8);
    }

    @Test
    void configurationRoundTripsAsJsonAndYaml() {
        MultiLayerConfiguration conf = trained().getLayerWiseConfigurations();
        assertThat(MultiLayerConfiguration.fromJson(conf.toJson())).isEqualTo(conf);
        assertThat(MultiLayerConfiguration.fromYaml(conf.toYaml())).isEqualTo(conf);
        ComputationGraphConfiguration graph = trainedGraph().getConfiguration();
        assertThat(ComputationGraphConfiguration.fromJson(graph.toJson())).isEqualTo(graph);
        assertThat(ComputationGraphConfiguration.fromYaml(graph.toYaml())).isEqualTo(graph);
        assertThat(conf.toJson())
                .contains("org.hrbp.nn.conf.HrbpConvolutionLayer")
                .contains("patternSettings");
    }

    @Test
    void savedNetworkContinuesBitIdentically() throws Exception {
        MultiLayerNetwork net = trained();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(net, file, true);
        MultiLayerNetwork restored =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(file.toByteArray()), true);
        assertThat(restored.params()).isEqualTo(net.params());
        for (int i = 3; i < 6; i++) {
            net.fit(batch(i));
            restored.fit(batch(i));
        }
        assertThat(restored.params()).isEqualTo(net.params());
        assertThat(((SparseLayer) restored.getLayer(0)).pattern()).isEqualTo(((SparseLayer) net.getLayer(0)).pattern());
    }

    @Test
    void savedGraphContinuesBitIdentically() throws Exception {
        ComputationGraph net = trainedGraph();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(net, file, true);
        ComputationGraph restored =
                ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(file.toByteArray()), true);
        net.fit(batch(3));
        restored.fit(batch(3));
        assertThat(restored.params()).isEqualTo(net.params());
    }

    @Test
    void clonesAndConversionsKeepTheParameters() {
        MultiLayerNetwork net = trained();
        assertThat(net.clone().params()).isEqualTo(net.params());
        assertThat(net.toComputationGraph().params()).isEqualTo(net.params());
        assertThat(trainedGraph().clone().params()).isEqualTo(trainedGraph().params());
        HrbpConvolutionLayer conf = conv();
        HrbpConvolutionLayer copy = conf.clone();
        copy.getDilation()[0] = 5;
        assertThat(conf.getDilation()[0]).isEqualTo(1);
    }

    @Test
    void transferLearningKeepsFrozenLayersAndRedrawsResizedOnes() {
        MultiLayerNetwork net = trained();
        MultiLayerNetwork transferred = new TransferLearning.Builder(net)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .build())
                .setFeatureExtractor(0)
                .nOutReplace(1, 12, WeightInit.XAVIER)
                .build();
        FrozenLayer frozen = (FrozenLayer) transferred.getLayer(0);
        assertThat(frozen.getInsideLayer().params()).isEqualTo(net.getLayer(0).params());
        assertThat(((SparseLayer) transferred.getLayer(1)).pattern().shape().rows())
                .isEqualTo(12);
        assertThat(((SparseLayer) transferred.getLayer(1)).pattern().density()).isCloseTo(0.2, within(0.01));
        transferred.fit(batch(1));
        assertThat(frozen.getInsideLayer().params()).isEqualTo(net.getLayer(0).params());
    }

    @Test
    void transferLearningOfAGraphKeepsTheSparseLayersAndTrainsOn() {
        ComputationGraph net = trainedGraph();
        ComputationGraph transferred = new TransferLearning.GraphBuilder(net)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .build())
                .setFeatureExtractor("conv")
                .nOutReplace("out", 3, WeightInit.XAVIER)
                .build();
        assertThat(transferred.getLayer("dense").params())
                .isEqualTo(net.getLayer("dense").params());
        transferred.fit(batch(1));
        assertThat(transferred.getLayer("conv").params())
                .isEqualTo(net.getLayer("conv").params());
        assertThat(transferred.getLayer("dense").getParam("W"))
                .isNotEqualTo(net.getLayer("dense").getParam("W"));
        assertThat(transferred.getLayer("dense").getParam("I"))
                .isEqualTo(net.getLayer("dense").getParam("I"));
    }

    private static org.assertj.core.data.Offset<Double> within(double value) {
        return org.assertj.core.data.Offset.offset(value);
    }

    @Test
    void earlyStoppingReturnsTheBestModelWithItsPattern() {
        MultiLayerNetwork net = trained();
        var pattern = ((SparseLayer) net.getLayer(0)).pattern();
        EarlyStoppingConfiguration<MultiLayerNetwork> conf = new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(2))
                .scoreCalculator(new DataSetLossCalculator(new ExistingDataSetIterator(List.of(batch(7))), true))
                .modelSaver(new InMemoryModelSaver<>())
                .build();
        List<INDArray> paramsByEpoch = new ArrayList<>();
        EarlyStoppingTrainer trainer =
                new EarlyStoppingTrainer(conf, net, new ExistingDataSetIterator(List.of(batch(8))));
        trainer.setListener(new EarlyStoppingListener<>() {
            @Override
            public void onStart(EarlyStoppingConfiguration<MultiLayerNetwork> c, MultiLayerNetwork n) {}

            @Override
            public void onEpoch(
                    int epoch, double score, EarlyStoppingConfiguration<MultiLayerNetwork> c, MultiLayerNetwork n) {
                paramsByEpoch.add(n.params().dup());
            }

            @Override
            public void onCompletion(EarlyStoppingResult<MultiLayerNetwork> r) {}
        });
        EarlyStoppingResult<MultiLayerNetwork> result = trainer.fit();
        MultiLayerNetwork best = result.getBestModel();
        assertThat(((SparseLayer) best.getLayer(0)).pattern()).isEqualTo(pattern);
        assertThat(best.params()).isEqualTo(paramsByEpoch.get(result.getBestModelEpoch()));
    }

    @Test
    void sameSeedSameNetwork() {
        assertThat(trained().params()).isEqualTo(trained().params());
    }
}
