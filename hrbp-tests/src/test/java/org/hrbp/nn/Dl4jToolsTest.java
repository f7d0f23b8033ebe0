/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.core.storage.Persistable;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingGraphTrainer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.EvaluativeListener;
import org.deeplearning4j.ui.model.stats.StatsListener;
import org.deeplearning4j.ui.model.stats.api.StatsReport;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.conf.HrbpConvolutionLayer;
import org.hrbp.nn.conf.HrbpDenseLayer;
import org.hrbp.nn.conf.HrbpSubsamplingLayer;
import org.hrbp.nn.layers.NamedLayer;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.PatternState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** What DL4J offers around a network works with sparse layers: the network trains and keeps its pattern. FLOAT. */
class Dl4jToolsTest {
    private static final InputType INPUT = InputType.convolutional(8, 8, 2);

    private static Layer[] layers() {
        return new Layer[] {
            conv("conv"),
            new HrbpBatchNormalization.Builder().name("norm").build(),
            new HrbpActivationLayer.Builder()
                    .name("relu")
                    .activation(Activation.RELU)
                    .build(),
            new HrbpSubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                    .name("pool")
                    .build(),
            dense("dense")
        };
    }

    private static HrbpConvolutionLayer conv(String name) {
        return new HrbpConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(6)
                .density(0.4)
                .groupRows(3)
                .build();
    }

    private static HrbpDenseLayer dense(String name) {
        return new HrbpDenseLayer.Builder()
                .name(name)
                .nOut(10)
                .activation(Activation.TANH)
                .structure("unstructured")
                .sparsity(0.8)
                .build();
    }

    private static Model net(boolean graph) {
        var base = Nets.base(DataType.FLOAT).updater(new Adam(0.01));
        return graph ? Nets.graph(base, INPUT, layers()) : Nets.mln(base, INPUT, layers());
    }

    private static DataSet batch(long seed) {
        return Nets.data(DataType.FLOAT, seed, 5, 2, 8, 8);
    }

    private static void fit(Model model, DataSet data) {
        if (model instanceof ComputationGraph graph) {
            graph.fit(data);
        } else {
            ((MultiLayerNetwork) model).fit(data);
        }
    }

    private static INDArray output(Model model, DataSet data) {
        return model instanceof ComputationGraph graph
                ? graph.outputSingle(data.getFeatures())
                : ((MultiLayerNetwork) model).output(data.getFeatures());
    }

    private static List<PatternState> patterns(Model model) {
        List<PatternState> states = new ArrayList<>();
        for (NamedLayer named : NamedLayer.of(model)) {
            if (NamedLayer.unwrap(named.layer()) instanceof SparseLayer sparse) {
                states.add(sparse.patternState());
            }
        }
        assertThat(states).isNotEmpty();
        return states;
    }

    /** Training goes on: every kept weight layer moves, no pattern does. */
    private static void assertTrains(Model model) {
        List<PatternState> before = patterns(model);
        INDArray params = model.params().dup();
        fit(model, batch(99));
        assertThat(patterns(model)).isEqualTo(before);
        assertThat(model.params().isNaN().any()).isFalse();
        assertThat(model.params().sub(params).amaxNumber().doubleValue()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void frozenLayersStayAndOthersTrain(boolean graph) {
        Model net = net(graph);
        fit(net, batch(0));
        Model frozen = net instanceof ComputationGraph g
                ? new TransferLearning.GraphBuilder(g)
                        .setFeatureExtractor("pool")
                        .build()
                : new TransferLearning.Builder((MultiLayerNetwork) net)
                        .setFeatureExtractor(3)
                        .build();
        List<NamedLayer> layers = NamedLayer.of(frozen);
        assertThat(layers.get(0).layer()).isInstanceOf(FrozenLayer.class);
        double[] before = NamedLayer.unwrap(layers.get(0).layer()).params().toDoubleVector();
        assertTrains(frozen);
        assertThat(NamedLayer.unwrap(layers.get(0).layer()).params().toDoubleVector())
                .isEqualTo(before)
                .isEqualTo(NamedLayer.of(net).get(0).layer().params().toDoubleVector());
    }

    @Test
    void earlyStoppingOfAGraphReturnsTheBestModelWithItsPattern() {
        ComputationGraph net = (ComputationGraph) net(true);
        List<PatternState> patterns = patterns(net);
        EarlyStoppingConfiguration<ComputationGraph> conf = new EarlyStoppingConfiguration.Builder<ComputationGraph>()
                .epochTerminationConditions(new MaxEpochsTerminationCondition(3))
                .scoreCalculator(new DataSetLossCalculator(new ExistingDataSetIterator(List.of(batch(7))), true))
                .modelSaver(new InMemoryModelSaver<>())
                .build();
        EarlyStoppingResult<ComputationGraph> result = new EarlyStoppingGraphTrainer(
                        conf, net, new ExistingDataSetIterator(List.of(batch(8), batch(9))))
                .fit();
        ComputationGraph best = result.getBestModel();
        assertThat(patterns(best)).isEqualTo(patterns);
        assertThat(best.score(batch(7)))
                .isCloseTo(result.getScoreVsEpoch().get(result.getBestModelEpoch()), within(1e-6));
        assertTrains(best);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void checkpointsHoldTheNetwork(boolean graph, @TempDir Path folder) {
        File directory = folder.toFile();
        Model net = net(graph);
        CheckpointListener listener = new CheckpointListener.Builder(directory)
                .keepAll()
                .saveEveryNIterations(2)
                .build();
        net.setListeners(listener);
        fit(net, batch(0));
        fit(net, batch(1));
        fit(net, batch(2));
        int last = CheckpointListener.lastCheckpoint(directory).getCheckpointNum();
        Model loaded = graph
                ? CheckpointListener.loadCheckpointCG(directory, last)
                : CheckpointListener.loadCheckpointMLN(directory, last);
        assertThat(patterns(loaded)).isEqualTo(patterns(net));
        assertThat(loaded.params().toDoubleVector()).isEqualTo(net.params().toDoubleVector());
        assertTrains(loaded);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void statisticsAreRecorded(boolean graph) {
        Model net = net(graph);
        InMemoryStatsStorage storage = new InMemoryStatsStorage();
        net.setListeners(new StatsListener(storage, 1));
        fit(net, batch(0));
        fit(net, batch(1));
        String session = storage.listSessionIDs().get(0);
        List<Persistable> reports = Stream.of(
                        storage.listWorkerIDsForSession(session).get(0))
                .flatMap(worker -> storage.getAllUpdatesAfter(session, StatsListener.TYPE_ID, worker, 0).stream())
                .toList();
        assertThat(reports).hasSize(2);
        StatsReport report = (StatsReport) reports.get(1);
        assertThat(report.getScore()).isPositive();
        Set<String> names = report.getMeanMagnitudes(org.deeplearning4j.ui.model.stats.api.StatsType.Parameters)
                .keySet();
        assertThat(names).contains(graph ? "conv_W" : "0_W");
        assertTrains(net);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void evaluationWhileTraining(boolean graph) {
        Model net = net(graph);
        List<IEvaluation<?>> evaluations = new ArrayList<>();
        EvaluativeListener listener =
                new EvaluativeListener(new ExistingDataSetIterator(List.of(batch(4), batch(5))), 1);
        listener.setCallback((l, model, invocations, results) -> evaluations.add(results[0]));
        net.setListeners(listener);
        fit(net, batch(0));
        fit(net, batch(1));
        assertThat(evaluations)
                .hasSize(2)
                .allSatisfy(e -> assertThat(((Evaluation) e).getNumRowCounter()).isEqualTo(10));
        assertTrains(net);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDataTypeCanBeChanged(boolean graph) {
        Model net = net(graph);
        fit(net, batch(0));
        Model twice = converted(net, DataType.DOUBLE);
        Model back = converted(twice, DataType.FLOAT);
        assertThat(twice.params().dataType()).isEqualTo(DataType.DOUBLE);
        assertThat(patterns(twice)).isEqualTo(patterns(net));
        assertThat(back.params().toDoubleVector()).isEqualTo(net.params().toDoubleVector());
        INDArray expected = output(net, batch(3)).castTo(DataType.DOUBLE);
        DataSet wide = new DataSet(
                batch(3).getFeatures().castTo(DataType.DOUBLE),
                batch(3).getLabels().castTo(DataType.DOUBLE));
        assertThat(Nets.difference(output(twice, wide), expected)).isLessThan(1e-5);
        assertThat(Nets.difference(output(back, batch(3)), output(net, batch(3))))
                .isZero();
        fit(twice, wide);
        assertThat(patterns(twice)).isEqualTo(patterns(net));
        assertTrains(back);
        assertThatThrownBy(() -> converted(net, DataType.BFLOAT16)).hasStackTraceContaining("BFLOAT16");
    }

    private static Model converted(Model model, DataType type) {
        return model instanceof ComputationGraph graph
                ? graph.convertDataType(type)
                : ((MultiLayerNetwork) model).convertDataType(type);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMultiDataSetOfOneInputIsADataSet(boolean graph) {
        Model net = net(graph);
        Model same = net(graph);
        MultiDataSet data = new MultiDataSet(batch(0).getFeatures(), batch(0).getLabels());
        if (net instanceof ComputationGraph g) {
            g.fit(data);
        } else {
            ((MultiLayerNetwork) net).fit(data);
        }
        fit(same, batch(0));
        assertThat(net.params().toDoubleVector()).isEqualTo(same.params().toDoubleVector());
    }

    @Test
    void aGraphOfSeveralInputsAndOutputsTrains() {
        ComputationGraphConfiguration conf = Nets.base(DataType.FLOAT)
                .updater(new Adam(0.01))
                .graphBuilder()
                .addInputs("image", "other", "row")
                .setInputTypes(INPUT, INPUT, InputType.feedForward(7))
                .addLayer("left", conv("left"), "image")
                .addLayer("right", conv("right"), "other")
                .addVertex("both", new MergeVertex(), "left", "right")
                .addLayer("last", conv("last"), "both")
                .addLayer("rowDense", dense("rowDense"), "row")
                .addLayer("out1", Nets.output(), "last")
                .addLayer("out2", Nets.output(), "rowDense")
                .setOutputs("out1", "out2")
                .build();
        ComputationGraph net = new ComputationGraph(conf);
        net.init();
        List<PatternState> patterns = patterns(net);
        MultiDataSet data = new MultiDataSet(
                new INDArray[] {
                    batch(0).getFeatures(),
                    batch(1).getFeatures(),
                    Nd4j.linspace(-1, 1, 35, DataType.FLOAT).reshape(5, 7)
                },
                new INDArray[] {batch(0).getLabels(), batch(1).getLabels()});
        double first = net.score(data);
        for (int i = 0; i < 20; i++) {
            net.fit(data);
        }
        assertThat(net.score(data)).isLessThan(0.7 * first);
        assertThat(patterns(net)).isEqualTo(patterns);
    }
}
