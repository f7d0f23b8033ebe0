/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.constraint.NonNegativeConstraint;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

class SparsifyConfTest {
    private static final InputType IMAGES = InputType.convolutional(StockNets.SIZE, StockNets.SIZE, 3);

    private static MultiLayerNetwork withEverything() {
        MultiLayerConfiguration conf = new NeuralNetConfiguration.Builder()
                .seed(77)
                .updater(new Adam(new StepSchedule(ScheduleType.EPOCH, 0.01, 0.5, 2)))
                .l1(1e-4)
                .weightDecay(1e-3)
                .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                .gradientNormalizationThreshold(0.3)
                .trainingWorkspaceMode(WorkspaceMode.NONE)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .cacheMode(CacheMode.NONE)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .nOut(9)
                        .updater(new RmsProp(new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.1, 3, 0.01))))
                        .biasUpdater(new Sgd(0.5))
                        .dropOut(new GaussianDropout(0.1))
                        .weightInit(new UniformDistribution(-0.2, 0.2))
                        .build())
                .layer(new DenseLayer.Builder()
                        .name("fc")
                        .nOut(12)
                        .updater(new AdaGrad(0.03))
                        .l2(0.5)
                        .dropOut(0.8)
                        .weightNoise(new DropConnect(0.9))
                        .constrainWeights(new NonNegativeConstraint())
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .nOut(StockNets.CLASSES)
                        .build())
                .setInputType(IMAGES)
                .build();
        MultiLayerNetwork net = new MultiLayerNetwork(conf);
        net.init();
        net.fit(StockNets.data(DataType.FLOAT, 1));
        net.getLayerWiseConfigurations().setEpochCount(3);
        return net;
    }

    @Test
    void everyOptionSurvives() {
        MultiLayerNetwork stock = withEverything();
        MultiLayerNetwork sparse = Hrbp.sparsify(
                stock,
                SparsifySpec.builder()
                        .sparsity(0.6)
                        .firstConvolutionDense(false)
                        .build());
        assertThat(sparse.getLayer("fc").conf().getLayer().getClass().getSimpleName())
                .isEqualTo("HrbpDenseLayer");
        for (int i = 0; i < 3; i++) {
            NeuralNetConfiguration old = stock.getLayerWiseConfigurations().getConf(i);
            NeuralNetConfiguration made = sparse.getLayerWiseConfigurations().getConf(i);
            assertThat(made.getSeed()).isEqualTo(77);
            BaseLayer before = (BaseLayer) old.getLayer();
            BaseLayer after = (BaseLayer) made.getLayer();
            assertThat(options(after)).isEqualTo(options(before));
        }
        assertThat(sparse.getIterationCount()).isEqualTo(1);
        assertThat(sparse.getEpochCount()).isEqualTo(3);
        assertThat(sparse.getLayerWiseConfigurations().getTrainingWorkspaceMode())
                .isEqualTo(WorkspaceMode.NONE);
        assertThat(sparse.getLayerWiseConfigurations().getInputPreProcessors())
                .isEqualTo(stock.getLayerWiseConfigurations().getInputPreProcessors());
        assertThat(sparse.getListeners()).isEmpty();
        sparse.fit(StockNets.data(DataType.FLOAT, 2));
        assertThat(SparsifyTest.conf(Hrbp.toDense(Hrbp.sparsify(stock, SparsifyTest.spec(0.6)))))
                .isEqualTo(SparsifyTest.conf(stock));
    }

    private static List<Object> options(BaseLayer layer) {
        return Arrays.asList(
                layer.getActivationFn(),
                layer.getWeightInitFn(),
                layer.getBiasInit(),
                layer.getGainInit(),
                layer.getRegularization(),
                layer.getRegularizationBias(),
                layer.getIUpdater(),
                layer.getBiasUpdater(),
                layer.getWeightNoise(),
                layer.getGradientNormalization(),
                layer.getGradientNormalizationThreshold(),
                layer.getLayerName(),
                layer.getIDropout(),
                layer.getConstraints());
    }

    @Test
    void countersOfAGraphSurvive() {
        ComputationGraph stock = StockNets.resNet(DataType.FLOAT, StockNets.sgd());
        stock.getConfiguration().setIterationCount(41);
        stock.getConfiguration().setEpochCount(4);
        ComputationGraph sparse = Hrbp.sparsify(stock, SparsifyTest.spec(0.5));
        assertThat(sparse.getIterationCount()).isEqualTo(41);
        assertThat(sparse.getEpochCount()).isEqualTo(4);
    }

    @Test
    void frozenLayersOfAListStayFrozen() {
        MultiLayerNetwork stock = new TransferLearning.Builder(StockNets.vgg(DataType.FLOAT, StockNets.sgd()))
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.01))
                        .build())
                .setFeatureExtractor(3)
                .nOutReplace(6, 20, org.deeplearning4j.nn.weights.WeightInit.XAVIER)
                .build();
        MultiLayerNetwork sparse = Hrbp.sparsify(stock, SparsifyTest.spec(0.7));
        assertFrozen(sparse, stock, List.of("conv1", "conv2", "conv3"), "fc1");
        StockNets.assertSameOutputs(Hrbp.toDense(sparse), sparse, DataType.FLOAT);
    }

    @Test
    void frozenLayersOfAGraphStayFrozen() {
        ComputationGraph stock = new TransferLearning.GraphBuilder(StockNets.resNet(DataType.FLOAT, StockNets.sgd()))
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.01))
                        .build())
                .setFeatureExtractor("a-relu")
                .build();
        ComputationGraph sparse = Hrbp.sparsify(stock, SparsifyTest.spec(0.7));
        assertFrozen(sparse, stock, List.of("stem", "a1", "a3", "a-shortcut"), "b2");
        assertThat(Hrbp.report(stock, SparsifyTest.spec(0.7)).row("a-add").becomes())
                .isEqualTo("HrbpElementWiseVertex in FrozenVertex");
        sparse.getConfiguration().setIterationCount(0);
        ComputationGraph dense = Hrbp.toDense(sparse);
        assertThat(dense.getConfiguration().toJson())
                .isEqualTo(stock.getConfiguration().toJson());
        StockNets.assertSameOutputs(dense, sparse, DataType.FLOAT);
    }

    private static void assertFrozen(Model sparse, Model stock, List<String> frozen, String free) {
        assertThat(HrbpSummary.of(sparse).density()).isBetween(0.25, 0.3);
        StockNets.mask(stock, sparse);
        StockNets.assertSameOutputs(sparse, stock, DataType.FLOAT);
        List<INDArray> before = frozen.stream()
                .map(name -> StockNets.layer(sparse, name).params().dup())
                .toList();
        INDArray freeBefore = StockNets.layer(sparse, free).params().dup();
        StockNets.fit(sparse, StockNets.data(DataType.FLOAT, 1));
        for (int i = 0; i < frozen.size(); i++) {
            Layer layer = StockNets.layer(sparse, frozen.get(i));
            assertThat(layer).isInstanceOf(FrozenLayer.class);
            assertThat(NamedLayer.unwrap(layer)).isInstanceOf(SparseLayer.class);
            assertThat(layer.params()).isEqualTo(before.get(i));
        }
        assertThat(StockNets.layer(sparse, free).params()).isNotEqualTo(freeBefore);
    }

    @Test
    void frozenWithBackprop() {
        MultiLayerNetwork stock = new MultiLayerNetwork(StockNets.base(DataType.FLOAT, StockNets.sgd())
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("first").nOut(8).build())
                .layer(new org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop(
                        new ConvolutionLayer.Builder(3, 3)
                                .name("second")
                                .nOut(8)
                                .build()))
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(StockNets.CLASSES)
                        .build())
                .setInputType(IMAGES)
                .build());
        stock.init();
        MultiLayerNetwork sparse = Hrbp.sparsify(
                stock, SparsifySpec.builder().sparsity(0.2).groupRows(4).build());
        assertThat(sparse.getLayer(1)).isInstanceOf(FrozenLayerWithBackprop.class);
        assertThat(HrbpWeights.pattern(sparse.getLayer(1)).density()).isLessThan(0.9);
        StockNets.mask(stock, sparse);
        StockNets.assertSameOutputs(sparse, stock, DataType.FLOAT);
    }

    @Test
    void givenPatterns() {
        MultiLayerNetwork stock = StockNets.vgg(DataType.FLOAT, StockNets.sgd());
        MultiLayerNetwork sparse = Hrbp.sparsify(
                stock,
                SparsifySpec.builder().sparsity(0.8).structure("unstructured").build());
        Map<String, Pattern> patterns =
                Map.of("conv2", HrbpWeights.pattern(sparse, "conv2"), "fc1", HrbpWeights.pattern(sparse, "fc1"));
        MultiLayerNetwork made = Hrbp.withPatterns(stock, patterns, "unstructured");
        assertThat(HrbpWeights.pattern(made, "conv2")).isEqualTo(patterns.get("conv2"));
        assertThat(HrbpWeights.pattern(made, "fc1")).isEqualTo(patterns.get("fc1"));
        assertThat(HrbpWeights.pattern(made, "conv3").density()).isEqualTo(1);
        StockNets.mask(stock, made);
        StockNets.assertSameOutputs(made, stock, DataType.FLOAT);
    }

    @Test
    void givenHrbpPatternsForAGraph() {
        ComputationGraph stock = StockNets.resNet(DataType.FLOAT, StockNets.sgd());
        ComputationGraph sparse = Hrbp.sparsify(stock, SparsifyTest.spec(0.8));
        Pattern pattern = HrbpWeights.pattern(sparse, "b2");
        ComputationGraph made = Hrbp.withPatterns(stock, Map.of("b2", pattern), "hrbp");
        assertThat(HrbpWeights.pattern(made, "b2")).isEqualTo(pattern);
        StockNets.mask(stock, made);
        StockNets.assertSameOutputs(made, stock, DataType.FLOAT);
    }

    @Test
    void oursOfStructureDenseGetPatternsAndOthersStay() {
        MultiLayerNetwork dense = Hrbp.sparsify(StockNets.vgg(DataType.FLOAT, StockNets.sgd()), SparsifyTest.spec(0));
        MultiLayerNetwork sparse = Hrbp.sparsify(dense, SparsifyTest.spec(0.5));
        assertThat(HrbpSummary.of(sparse).density()).isBetween(0.49, 0.5);
        MultiLayerNetwork again =
                Hrbp.withPatterns(dense, Map.of("conv3", HrbpWeights.pattern(sparse, "conv3")), "hrbp");
        MultiLayerNetwork more = Hrbp.sparsify(again, SparsifyTest.spec(0.8));
        assertThat(HrbpWeights.pattern(more, "conv3")).isEqualTo(HrbpWeights.pattern(sparse, "conv3"));
        assertThat(HrbpWeights.dense(more, "conv3")).isEqualTo(HrbpWeights.dense(again, "conv3"));
        assertThat(HrbpSummary.of(more).density()).isBetween(0.19, 0.2);
        assertThat(((HrbpConvolutionLayer) more.getLayer("conv3").conf().getLayer()).getPatternSettings())
                .isEqualTo(
                        ((HrbpConvolutionLayer) again.getLayer("conv3").conf().getLayer()).getPatternSettings());
    }
}
