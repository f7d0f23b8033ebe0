/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ModelSerializer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.layers.Twins;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Whatever a network asks for, the attached updater does what DL4J's own does. */
class HrbpUpdaterTest {
    private static final InputType IMAGES = InputType.convolutional(6, 5, 2);
    private static final int STEPS = 6;

    /** What is asked of a network beyond the common. */
    private interface Wish extends UnaryOperator<NeuralNetConfiguration.Builder> {}

    private static final Map<String, Wish> FUSED = Map.of(
            "L2", b -> b.l2(0.02),
            "L2 of biases", b -> b.l2(0.02).l2Bias(0.01),
            "sums", b -> b.l2(0.02).miniBatch(false),
            "schedules",
                    b -> b.updater(new Nesterovs(
                            new StepSchedule(ScheduleType.ITERATION, 0.05, 0.5, 2),
                            new ExponentialSchedule(ScheduleType.ITERATION, 0.9, 0.9))),
            "bias updater", b -> b.biasUpdater(new Nesterovs(0.1, 0.3)),
            "biases at rest", b -> b.biasUpdater(new NoOp()));

    private static final Map<String, Wish> DL4J = Map.of(
            "Adam", b -> b.updater(new Adam(0.01)),
            "Sgd for biases", b -> b.biasUpdater(new Sgd(0.1)),
            "L1", b -> b.l1(0.01),
            "L1 and L2", b -> b.l1(0.01).l2(0.02),
            "weight decay", b -> b.weightDecay(0.01),
            "clipping",
                    b -> b.gradientNormalization(GradientNormalization.ClipL2PerLayer)
                            .gradientNormalizationThreshold(0.01),
            "renormalisation", b -> b.gradientNormalization(GradientNormalization.RenormalizeL2PerParamType),
            "L2 on what rests", b -> b.l2Bias(0.1).biasUpdater(new NoOp()));

    static Stream<Arguments> fused() {
        return cases(FUSED);
    }

    static Stream<Arguments> dl4j() {
        return cases(DL4J);
    }

    private static Stream<Arguments> cases(Map<String, Wish> wishes) {
        return new TreeMap<>(wishes)
                .entrySet().stream()
                        .map(wish -> Named.of(wish.getKey(), wish.getValue()))
                        .flatMap(wish -> Stream.of(DataType.FLOAT, DataType.DOUBLE)
                                .flatMap(type -> Stream.of(false, true).map(graph -> Arguments.of(wish, type, graph))));
    }

    private static MultiLayerNetwork network(DataType type, Wish wish) {
        MultiLayerNetwork net = new MultiLayerNetwork(wish.apply(new NeuralNetConfiguration.Builder()
                        .seed(3)
                        .dataType(type)
                        .activation(Activation.TANH)
                        .updater(new Nesterovs(0.05, 0.9)))
                .list()
                .layer(new HrbpConvolutionLayer.Builder(3, 3)
                        .nOut(6)
                        .groupRows(2)
                        .density(0.5)
                        .build())
                .layer(new HrbpBatchNormalization())
                .layer(new HrbpDenseLayer.Builder()
                        .nOut(20)
                        .density(0.3)
                        .updater(new Nesterovs(0.02, 0.5))
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .nOut(3)
                        .build())
                .setInputType(IMAGES)
                .build());
        net.init();
        return net;
    }

    private static Model model(DataType type, boolean graph, Wish wish) {
        MultiLayerNetwork net = network(type, wish);
        return graph ? net.toComputationGraph() : net;
    }

    private static void fit(Model model, int first, int end) {
        for (int i = first; i < end; i++) {
            // ND4J takes a seed of 0 for no seed
            DataSet d = Twins.data(model.params().dataType(), IMAGES, 5 + i % 2, i + 1);
            if (model instanceof ComputationGraph graph) {
                graph.fit(d);
            } else {
                ((MultiLayerNetwork) model).fit(d);
            }
        }
    }

    private static BaseMultiLayerUpdater<?> updater(Model model) {
        return model instanceof ComputationGraph graph
                ? graph.getUpdater()
                : (BaseMultiLayerUpdater<?>) ((MultiLayerNetwork) model).getUpdater();
    }

    private static boolean isAttached(Model model) {
        return updater(model).getClass().getEnclosingClass() == HrbpUpdater.class;
    }

    private static boolean fits(Model model) {
        BaseMultiLayerUpdater<?> u = updater(model);
        return u.getUpdaterBlocks().stream()
                .map(b -> new FusedBlock(b, model.params(), u.getFlattenedGradientsView(), u.getStateViewArray()))
                .allMatch(FusedBlock::fits);
    }

    private static void assertEqual(Model actual, Model expected, double tolerance) {
        expected.paramTable().forEach((key, param) -> assertClose(key, actual.getParam(key), param, tolerance));
        assertClose(
                "state", updater(actual).getStateViewArray(), updater(expected).getStateViewArray(), tolerance);
        assertThat(actual.score()).isCloseTo(expected.score(), within(tolerance * expected.score()));
    }

    private static void assertClose(String what, INDArray actual, INDArray expected, double tolerance) {
        INDArray e = expected.castTo(DataType.DOUBLE);
        // small biases are sums in which much cancels
        double scale = Math.max(0.1, e.amaxNumber().doubleValue());
        double difference = actual.castTo(DataType.DOUBLE).sub(e).amaxNumber().doubleValue();
        assertThat(difference).as(what).isLessThanOrEqualTo(tolerance * scale);
    }

    private static double tolerance(Model model) {
        return model.params().dataType() == DataType.DOUBLE ? 1e-12 : 1e-6;
    }

    @ParameterizedTest
    @MethodSource("fused")
    void onePassIsDl4js(Wish wish, DataType type, boolean graph) {
        Model stock = model(type, graph, wish);
        Model ours = model(type, graph, wish);
        HrbpUpdater.attach(ours);
        assertThat(fits(ours)).isTrue();
        fit(stock, 0, STEPS);
        fit(ours, 0, STEPS);
        assertThat(isAttached(ours)).isTrue();
        assertEqual(ours, stock, tolerance(ours));
    }

    @ParameterizedTest
    @MethodSource("dl4j")
    void everythingElseIsLeftToDl4j(Wish wish, DataType type, boolean graph) {
        Model stock = model(type, graph, wish);
        Model ours = model(type, graph, wish);
        HrbpUpdater.attach(ours);
        assertThat(fits(ours)).isFalse();
        fit(stock, 0, STEPS);
        fit(ours, 0, STEPS);
        assertThat(isAttached(ours)).isTrue();
        assertEqual(ours, stock, 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void statisticsMoveAndPatternsDoNot(DataType type) {
        MultiLayerNetwork net = network(type, b -> b.l2(0.1));
        HrbpUpdater.attach(net);
        INDArray pattern = net.getParam("0_I").dup();
        INDArray mean = net.getParam("1_mean").dup();
        fit(net, 0, STEPS);
        assertThat(net.getParam("0_I")).isEqualTo(pattern);
        assertThat(net.getParam("1_mean")).isNotEqualTo(mean);
    }

    @ParameterizedTest
    @MethodSource("types")
    void attachInMidTrainingKeepsTheState(DataType type, boolean graph) {
        Model stock = model(type, graph, b -> b.l2(0.02));
        Model ours = model(type, graph, b -> b.l2(0.02));
        fit(stock, 0, STEPS);
        fit(ours, 0, 2);
        INDArray state = updater(ours).getStateViewArray().dup();
        HrbpUpdater.attach(ours);
        assertThat(updater(ours).getStateViewArray()).isEqualTo(state);
        fit(ours, 2, 4);
        HrbpUpdater.attach(ours);
        fit(ours, 4, STEPS);
        assertEqual(ours, stock, tolerance(ours));
    }

    static Stream<Arguments> types() {
        return Stream.of(DataType.FLOAT, DataType.DOUBLE)
                .flatMap(type -> Stream.of(false, true).map(graph -> Arguments.of(type, graph)));
    }

    @ParameterizedTest
    @MethodSource("types")
    void goesOnFromAFile(DataType type, boolean graph, @TempDir File folder) throws Exception {
        Model ours = model(type, graph, b -> b.l2(0.02));
        HrbpUpdater.attach(ours);
        fit(ours, 0, 3);
        File file = new File(folder, "net.zip");
        ModelSerializer.writeModel(ours, file, true);
        Model stock = restore(file, graph);
        Model again = restore(file, graph);
        HrbpUpdater.attach(again);
        assertThat(isAttached(stock)).isFalse();
        fit(ours, 3, STEPS);
        fit(stock, 3, STEPS);
        fit(again, 3, STEPS);
        assertEqual(again, ours, 0);
        assertEqual(stock, ours, tolerance(ours));
    }

    private static Model restore(File file, boolean graph) throws Exception {
        return graph
                ? ModelSerializer.restoreComputationGraph(file, true)
                : ModelSerializer.restoreMultiLayerNetwork(file, true);
    }

    @ParameterizedTest
    @MethodSource("types")
    void aCloneGoesOnAlone(DataType type, boolean graph) {
        Model ours = model(type, graph, b -> b.l2(0.02));
        HrbpUpdater.attach(ours);
        fit(ours, 0, 3);
        INDArray params = ours.params().dup();
        INDArray state = updater(ours).getStateViewArray().dup();
        Model copy = ours instanceof ComputationGraph g ? g.clone() : ((MultiLayerNetwork) ours).clone();
        HrbpUpdater.attach(copy);
        fit(copy, 3, STEPS);
        assertThat(ours.params()).isEqualTo(params);
        assertThat(updater(ours).getStateViewArray()).isEqualTo(state);
        fit(ours, 3, STEPS);
        assertEqual(copy, ours, 0);
    }

    @ParameterizedTest
    @MethodSource("types")
    void anotherLearningRate(DataType type, boolean graph) {
        Model stock = model(type, graph, b -> b);
        Model ours = model(type, graph, b -> b);
        HrbpUpdater.attach(ours);
        for (Model model : new Model[] {stock, ours}) {
            fit(model, 0, 3);
            if (model instanceof ComputationGraph g) {
                g.setLearningRate(0.003);
            } else {
                ((MultiLayerNetwork) model).setLearningRate(0.003);
            }
        }
        assertThat(isAttached(ours)).isFalse();
        HrbpUpdater.attach(ours);
        fit(stock, 3, STEPS);
        fit(ours, 3, STEPS);
        assertEqual(ours, stock, tolerance(ours));
    }

    @ParameterizedTest
    @MethodSource("types")
    void newValuesAndNewMemory(DataType type, boolean graph) {
        Model stock = model(type, graph, b -> b.l2(0.02));
        Model ours = model(type, graph, b -> b.l2(0.02));
        HrbpUpdater.attach(ours);
        INDArray start = stock.params().dup();
        for (Model model : new Model[] {stock, ours}) {
            fit(model, 0, 2);
            model.setParams(start.dup());
            fit(model, 2, 4);
            if (model instanceof ComputationGraph g) {
                g.initGradientsView();
            } else {
                ((MultiLayerNetwork) model).initGradientsView();
            }
            fit(model, 4, STEPS);
        }
        assertEqual(ours, stock, tolerance(ours));
        for (Model model : new Model[] {stock, ours}) {
            if (model instanceof ComputationGraph g) {
                g.init(start.dup(), false);
            } else {
                ((MultiLayerNetwork) model).init(start.dup(), false);
            }
            fit(model, 0, 3);
        }
        assertEqual(ours, stock, 2 * tolerance(ours));
    }

    @Test
    void gradientsOfAnotherNetwork() {
        MultiLayerNetwork source = network(DataType.FLOAT, b -> b);
        DataSet d = Twins.data(DataType.FLOAT, IMAGES, 5, 1);
        source.setInput(d.getFeatures());
        source.setLabels(d.getLabels());
        source.computeGradientAndScore();
        INDArray untouched = source.gradient().gradient().dup();
        INDArray[] steps = new INDArray[2];
        for (int i = 0; i < 2; i++) {
            MultiLayerNetwork net = network(DataType.FLOAT, b -> b.l2(0.02));
            fit(net, 0, 2);
            if (i == 1) {
                HrbpUpdater.attach(net);
            }
            INDArray flat = untouched.dup();
            Gradient gradient = new DefaultGradient(flat);
            net.getUpdater().update(net, gradient, 0, 0, 5, LayerWorkspaceMgr.noWorkspaces());
            steps[i] = flat;
        }
        assertThat(steps[1]).isEqualTo(steps[0]).isNotEqualTo(untouched);
    }

    @ParameterizedTest
    @MethodSource("types")
    void frozenLayersRest(DataType type, boolean graph) {
        Model stock = frozen(model(type, graph, b -> b.l2(0.02)));
        Model ours = frozen(model(type, graph, b -> b.l2(0.02)));
        HrbpUpdater.attach(ours);
        assertThat(fits(ours)).isTrue();
        INDArray weights = ours.getParam("0_W").dup();
        fit(stock, 0, STEPS);
        fit(ours, 0, STEPS);
        assertThat(ours.getParam("0_W")).isEqualTo(weights);
        assertEqual(ours, stock, tolerance(ours));
    }

    private static Model frozen(Model model) {
        return model instanceof ComputationGraph g
                ? new TransferLearning.GraphBuilder(g).setFeatureExtractor("1").build()
                : new TransferLearning.Builder((MultiLayerNetwork) model)
                        .setFeatureExtractor(1)
                        .build();
    }

    /** DL4J reads normalisation and regularisation in every step, so a change in mid-training counts. */
    @Test
    void regularisationThatChanges() {
        MultiLayerNetwork stock = network(DataType.FLOAT, b -> b.l2(0.02));
        MultiLayerNetwork ours = network(DataType.FLOAT, b -> b.l2(0.02));
        HrbpUpdater.attach(ours);
        for (MultiLayerNetwork net : new MultiLayerNetwork[] {stock, ours}) {
            fit(net, 0, 2);
            var dense = (HrbpDenseLayer) net.getLayer(2).conf().getLayer();
            dense.getRegularization().set(0, new L2Regularization(0.3));
            fit(net, 2, 4);
            dense.setGradientNormalization(GradientNormalization.ClipL2PerLayer);
            dense.setGradientNormalizationThreshold(0.001);
            fit(net, 4, STEPS);
        }
        assertEqual(ours, stock, tolerance(ours));
    }

    @ParameterizedTest
    @MethodSource("types")
    void scoreOfRegularisation(DataType type, boolean graph) {
        Model model = model(type, graph, b -> b.l2(0.02).l1(0.03).l2Bias(0.5));
        fit(model, 0, 2);
        for (String layer : new String[] {"0", "2"}) {
            var l = model instanceof ComputationGraph g
                    ? g.getLayer(layer)
                    : ((MultiLayerNetwork) model).getLayer(Integer.parseInt(layer));
            double w2 = model.getParam(layer + "_W").norm2Number().doubleValue();
            double w1 = model.getParam(layer + "_W").norm1Number().doubleValue();
            double b2 = model.getParam(layer + "_b").norm2Number().doubleValue();
            double expected = 0.5 * (0.02 * w2 * w2 + 0.5 * b2 * b2) + 0.03 * w1;
            assertThat(b2).isPositive();
            assertThat(l.calcRegularizationScore(true)).isCloseTo(expected, within(1e-6 * expected));
        }
    }

    @Test
    void refusesWhatItCannotServe() {
        MultiLayerNetwork net = network(DataType.FLOAT, b -> b);
        assertThatThrownBy(() -> HrbpUpdater.attach(new MultiLayerNetwork(net.getLayerWiseConfigurations())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MultiLayerNetwork")
                .hasMessageContaining("init()");
        assertThatThrownBy(() -> HrbpUpdater.attach(
                        new ComputationGraph(net.toComputationGraph().getConfiguration())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ComputationGraph")
                .hasMessageContaining("init()");
        assertThatThrownBy(() -> HrbpUpdater.attach(net.getLayer(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("serves MultiLayerNetwork and ComputationGraph")
                .hasMessageContaining("HrbpConvolutionLayer");
    }
}
