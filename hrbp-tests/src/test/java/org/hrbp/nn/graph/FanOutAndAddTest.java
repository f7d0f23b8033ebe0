/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.nn.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.hrbp.nn.conf.HrbpActivationLayer;
import org.hrbp.nn.conf.HrbpBatchNormalization;
import org.hrbp.nn.layers.Twins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Residual graphs with {@link HrbpFanOut} and {@link HrbpElementWiseVertex} against the same graphs of stock vertices. */
@SuppressWarnings("NullAway") // nulls are among the bad inputs
class FanOutAndAddTest {
    private static final GraphVertex STOCK = new ElementWiseVertex(ElementWiseVertex.Op.Add);
    private static final InputType IMAGES = InputType.convolutional(4, 3, 2);

    private static ConvolutionLayer conv(Activation a) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(2)
                .convolutionMode(ConvolutionMode.Same)
                .activation(a)
                .build();
    }

    /**
     * A stem with several consumers: branches of convolutions (c-order epsilons) or of batch normalisations
     * (batch-innermost epsilons), and the shortcut, summed.
     */
    private static ComputationGraph graph(
            DataType type,
            WorkspaceMode mode,
            int consumers,
            boolean innermost,
            boolean fanOut,
            GraphVertex add,
            Activation last) {
        GraphBuilder g = Twins.base(type, mode)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(IMAGES)
                .addLayer("stem", conv(Activation.TANH), "in");
        String from = "stem";
        if (fanOut) {
            g.addVertex("fan", new HrbpFanOut(), "stem");
            from = "fan";
        }
        List<String> terms = new ArrayList<>(List.of(from));
        for (int i = 1; i < consumers; i++) {
            Layer branch = innermost ? new HrbpBatchNormalization() : conv(Activation.SIGMOID);
            g.addLayer("branch" + i, branch, from);
            terms.add("branch" + i);
        }
        g.addVertex("sum", add, terms.toArray(String[]::new));
        g.addLayer("relu", new HrbpActivationLayer(last), "sum");
        g.addLayer("out", output(), "relu").setOutputs("out");
        ComputationGraph graph = new ComputationGraph(g.build());
        graph.init();
        return graph;
    }

    private static OutputLayer output() {
        return new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build();
    }

    private static void assertTwins(ComputationGraph stock, ComputationGraph ours, DataType type) {
        ours.setParams(stock.params());
        for (int batch : new int[] {17, 17, 5, 1}) {
            DataSet d = Twins.data(type, IMAGES, batch, batch);
            stock.fit(d);
            ours.fit(d);
            Twins.assertClose(ours.gradient().gradient(), stock.gradient().gradient(), type, "gradients");
            Twins.assertClose(ours.params(), stock.params(), type, "parameters");
            Twins.assertClose(
                    ours.outputSingle(d.getFeatures()), stock.outputSingle(d.getFeatures()), type, "inference");
            Twins.assertClose(
                    ours.outputSingle(true, d.getFeatures()), stock.outputSingle(true, d.getFeatures()), type, "train");
        }
    }

    private static final String CASES = """
            FLOAT,  ENABLED, 2, true
            FLOAT,  ENABLED, 2, false
            FLOAT,  ENABLED, 3, true
            FLOAT,  NONE,    3, false
            DOUBLE, ENABLED, 1, true
            DOUBLE, ENABLED, 2, true
            DOUBLE, ENABLED, 3, false
            DOUBLE, NONE,    2, true
            DOUBLE, NONE,    4, false
            """;

    @ParameterizedTest
    @CsvSource(textBlock = CASES)
    void fanOutChangesNothing(DataType type, WorkspaceMode mode, int consumers, boolean innermost) {
        assertTwins(
                graph(type, mode, consumers, innermost, false, STOCK, Activation.IDENTITY),
                graph(type, mode, consumers, innermost, true, STOCK, Activation.IDENTITY),
                type);
    }

    @ParameterizedTest
    @CsvSource(textBlock = CASES)
    void addEqualsStock(DataType type, WorkspaceMode mode, int consumers, boolean innermost) {
        assertTwins(
                graph(type, mode, consumers, innermost, false, STOCK, Activation.IDENTITY),
                graph(type, mode, consumers, innermost, true, new HrbpElementWiseVertex(), Activation.IDENTITY),
                type);
    }

    @ParameterizedTest
    @CsvSource(textBlock = CASES)
    void fusedReluEqualsAddThenRelu(DataType type, WorkspaceMode mode, int consumers, boolean innermost) {
        ComputationGraph stock = graph(type, mode, consumers, innermost, false, STOCK, Activation.RELU);
        ComputationGraph ours = graph(
                type,
                mode,
                consumers,
                innermost,
                true,
                new HrbpElementWiseVertex().fusedReLU(true),
                Activation.IDENTITY);
        assertTwins(stock, ours, type);
    }

    @Test
    void epsilonsOfOthersAreNotChanged() {
        EpsilonSum sum = new EpsilonSum();
        INDArray a = Nd4j.createFromArray(1.0, 2);
        INDArray b = Nd4j.createFromArray(10.0, 20);
        sum.reset(a);
        INDArray array = sum.asArray();
        assertThat(array.addi(b)).isSameAs(array);
        assertThat(a.toDoubleVector()).containsExactly(1, 2);
        assertThat(b.toDoubleVector()).containsExactly(10, 20);
        assertThat(array.toDoubleVector()).containsExactly(11, 22);
        assertThat(array.addi(1).toDoubleVector()).containsExactly(12, 23);
        assertThat(sum.terms()).containsExactly(a, b);
        assertThatThrownBy(() -> array.reshape(7, 7)).isNotInstanceOf(UndeclaredThrowableException.class);
    }

    @Test
    void epsilonsOfDifferentShapeAreRefused() {
        var none = LayerWorkspaceMgr.noWorkspaces();
        var fan = new HrbpFanOut().instantiate(null, "v8", 0, null, false, DataType.DOUBLE);
        fan.setInputVertices(new VertexIndices[1]);
        fan.setInputs(Nd4j.ones(DataType.DOUBLE, 2, 3));
        fan.setEpsilon(Nd4j.ones(DataType.DOUBLE, 2, 3));
        fan.setEpsilon(fan.getEpsilon().addi(Nd4j.ones(DataType.DOUBLE, 2, 4)));
        assertThatThrownBy(() -> fan.doBackward(false, none))
                .hasMessageContaining("v8")
                .hasMessageContaining("[2, 4]");
        fan.clear();
        assertThat(fan.getEpsilon()).isNull();
        fan.setInputs(Nd4j.ones(DataType.DOUBLE, 2, 3));
        fan.setEpsilon(null);
        assertThat(fan.doBackward(false, none).getSecond()[0]).isNull();
        fan.setBackpropGradientsViewArray(null);
        INDArray mask = Nd4j.ones(2, 1);
        assertThat(fan.feedForwardMaskArrays(new INDArray[] {mask}, MaskState.Active, 2)
                        .getFirst())
                .isSameAs(mask);
        assertThat(fan.feedForwardMaskArrays(null, MaskState.Active, 2).getFirst())
                .isNull();
        assertThat(fan.hasLayer()).isFalse();
    }

    @Test
    void consumersWithoutGradientCountAsZero() {
        EpsilonSum sum = new EpsilonSum();
        sum.reset(null);
        sum.asArray().addi(Nd4j.createFromArray(3.0, 4));
        assertThat(sum.total().toDoubleVector()).containsExactly(3, 4);
    }

    @BeforeAll
    static void doubles() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
    }

    @AfterAll
    static void floats() {
        Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    }

    @Test
    void gradients() {
        for (boolean innermost : new boolean[] {true, false}) {
            ComputationGraph g = graph(
                    DataType.DOUBLE,
                    WorkspaceMode.NONE,
                    3,
                    innermost,
                    true,
                    new HrbpElementWiseVertex().fusedReLU(innermost),
                    Activation.IDENTITY);
            DataSet d = Twins.data(DataType.DOUBLE, IMAGES, 4, 1);
            Twins.withoutUpdater(g.getLayers());
            assertThat(GradientCheckUtil.checkGradients(new GradientCheckUtil.GraphConfig()
                            .net(g)
                            .excludeParams(
                                    Set.of("branch1_mean", "branch1_log10stdev", "branch2_mean", "branch2_log10stdev"))
                            .inputs(new INDArray[] {d.getFeatures()})
                            .labels(new INDArray[] {d.getLabels()})))
                    .isTrue();
        }
    }

    @Test
    void fanOutOfSequencesChangesNothing() {
        for (WorkspaceMode mode : List.of(WorkspaceMode.ENABLED, WorkspaceMode.NONE)) {
            List<ComputationGraph> nets = new ArrayList<>();
            for (boolean fanOut : new boolean[] {false, true}) {
                GraphBuilder g = Twins.base(DataType.DOUBLE, mode)
                        .graphBuilder()
                        .addInputs("in")
                        .setInputTypes(InputType.recurrent(3, 4))
                        .addLayer("stem", new SimpleRnn.Builder().nOut(3).build(), "in");
                String from = "stem";
                if (fanOut) {
                    g.addVertex("fan", new HrbpFanOut(), "stem");
                    from = "fan";
                }
                g.addLayer("branch", new SimpleRnn.Builder().nOut(3).build(), from)
                        .addVertex("sum", STOCK, "branch", from)
                        .addLayer(
                                "out",
                                new RnnOutputLayer.Builder()
                                        .nOut(2)
                                        .activation(Activation.SOFTMAX)
                                        .build(),
                                "sum")
                        .setOutputs("out");
                ComputationGraph net = new ComputationGraph(g.build());
                net.init();
                nets.add(net);
            }
            nets.get(1).setParams(nets.get(0).params());
            INDArray x = Nd4j.rand(DataType.DOUBLE, 5, 3, 4);
            DataSet d = new DataSet(x, Nd4j.valueArrayOf(new long[] {5, 2, 4}, 0.5, DataType.DOUBLE));
            for (int step = 0; step < 3; step++) {
                nets.forEach(net -> net.fit(d));
                Twins.assertClose(nets.get(1).params(), nets.get(0).params(), DataType.DOUBLE, "parameters");
                Twins.assertClose(
                        nets.get(1).outputSingle(x), nets.get(0).outputSingle(x), DataType.DOUBLE, "inference");
            }
        }
    }

    @Test
    void nhwcNeedsNoCopyAndIsRight() {
        InputType nhwc = InputType.convolutional(4, 3, 2, CNN2DFormat.NHWC);
        List<ComputationGraph> nets = new ArrayList<>();
        for (GraphVertex add : List.of(STOCK, new HrbpElementWiseVertex())) {
            boolean ours = add instanceof HrbpElementWiseVertex;
            GraphBuilder g = Twins.base(DataType.DOUBLE, WorkspaceMode.ENABLED)
                    .graphBuilder()
                    .addInputs("in")
                    .setInputTypes(nhwc)
                    .addLayer(
                            "a",
                            new HrbpBatchNormalization.Builder()
                                    .dataFormat(CNN2DFormat.NHWC)
                                    .build(),
                            "in");
            String from = "a";
            if (ours) {
                g.addVertex("fan", new HrbpFanOut(), "a");
                from = "fan";
            }
            g.addLayer(
                            "b",
                            new HrbpBatchNormalization.Builder()
                                    .dataFormat(CNN2DFormat.NHWC)
                                    .build(),
                            from)
                    .addVertex("sum", add, from, "b")
                    .addLayer("out", output(), "sum")
                    .setOutputs("out");
            ComputationGraph net = new ComputationGraph(g.build());
            net.init();
            nets.add(net);
        }
        nets.get(1).setParams(nets.get(0).params());
        for (int batch : new int[] {5, 3}) {
            DataSet d = Twins.data(DataType.DOUBLE, nhwc, batch, batch);
            nets.forEach(net -> net.fit(d));
            Twins.assertClose(nets.get(1).params(), nets.get(0).params(), DataType.DOUBLE, "parameters");
        }
    }

    @Test
    void fusedReluSurvivesNoiseInPlaceByTheNextLayer() {
        List<INDArray> params = new ArrayList<>();
        for (boolean fused : new boolean[] {true, false}) {
            GraphBuilder g = Twins.base(DataType.DOUBLE, WorkspaceMode.ENABLED)
                    .graphBuilder()
                    .addInputs("in")
                    .setInputTypes(IMAGES)
                    .addLayer("a", conv(Activation.TANH), "in")
                    .addLayer("b", conv(Activation.TANH), "a")
                    .addVertex("sum", new HrbpElementWiseVertex().fusedReLU(fused), "a", "b");
            String last = "sum";
            if (!fused) {
                g.addLayer("relu", new HrbpActivationLayer(Activation.RELU), "sum");
                last = "relu";
            }
            g.addLayer(
                            "noisy",
                            new ConvolutionLayer.Builder(3, 3)
                                    .nOut(2)
                                    .dropOut(new GaussianNoise(1))
                                    .build(),
                            last)
                    .addLayer("out", output(), "noisy")
                    .setOutputs("out");
            ComputationGraph net = new ComputationGraph(g.build());
            net.init();
            net.setParams(
                    Nd4j.linspace(DataType.DOUBLE, -1, 0.01, net.numParams()).reshape(1, net.numParams()));
            DataSet d = Twins.data(DataType.DOUBLE, IMAGES, 4, 1);
            Nd4j.getRandom().setSeed(3);
            net.fit(d);
            params.add(net.params().dup());
        }
        Twins.assertClose(params.get(0), params.get(1), DataType.DOUBLE, "parameters");
    }

    @Test
    void frozenConsumersAndVertices() throws Exception {
        ComputationGraph g = graph(
                DataType.DOUBLE,
                WorkspaceMode.ENABLED,
                3,
                true,
                true,
                new HrbpElementWiseVertex(),
                Activation.IDENTITY);
        ComputationGraph frozen = new TransferLearning.GraphBuilder(g)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Sgd(0.1))
                        .build())
                .setFeatureExtractor("sum")
                .build();
        DataSet d = Twins.data(DataType.DOUBLE, IMAGES, 5, 1);
        INDArray stem = frozen.getLayer("stem").params().dup();
        INDArray out = frozen.getLayer("out").params().dup();
        frozen.fit(d);
        assertThat(frozen.getLayer("stem").params()).isEqualTo(stem);
        assertThat(frozen.getLayer("out").params()).isNotEqualTo(out);
    }

    @Test
    void saveLoadClone() throws Exception {
        ComputationGraph g = graph(
                DataType.FLOAT,
                WorkspaceMode.ENABLED,
                3,
                true,
                true,
                new HrbpElementWiseVertex().fusedReLU(true),
                Activation.IDENTITY);
        DataSet d = Twins.data(DataType.FLOAT, IMAGES, 5, 1);
        g.fit(d);
        File file = File.createTempFile("graph", ".zip");
        g.save(file);
        ComputationGraph loaded = ComputationGraph.load(file, true);
        assertThat(file.delete()).isTrue();
        ComputationGraph copy = g.clone();
        assertThat(loaded.getConfiguration()).isEqualTo(g.getConfiguration());
        for (ComputationGraph net : List.of(g, loaded, copy)) {
            net.fit(d);
        }
        assertThat(loaded.params()).isEqualTo(g.params());
        assertThat(copy.params()).isEqualTo(g.params());
        assertThat(ComputationGraphConfiguration.fromYaml(g.getConfiguration().toYaml()))
                .isEqualTo(g.getConfiguration());
    }

    @Test
    void badInputIsRefusedByName() {
        assertThatThrownBy(() -> new HrbpElementWiseVertex(ElementWiseVertex.Op.Max))
                .hasMessageContaining("Max")
                .hasMessageContaining("Add");
        HrbpElementWiseVertex add = new HrbpElementWiseVertex();
        assertThatThrownBy(() -> add.getOutputType(0, IMAGES, InputType.convolutional(4, 3, 3)))
                .hasMessageContaining("one size");
        assertThatThrownBy(() -> add.getOutputType(0, InputType.recurrent(3), InputType.recurrent(3)))
                .hasMessageContaining("FF, CNN");
        assertThatThrownBy(() -> new HrbpFanOut().getOutputType(0, IMAGES, IMAGES))
                .hasMessageContaining("one input");
        for (GraphVertex v : List.of(add, new HrbpFanOut())) {
            assertThatThrownBy(() -> v.instantiate(null, "v7", 0, null, false, DataType.BFLOAT16))
                    .hasMessageContaining("v7")
                    .hasMessageContaining("BFLOAT16");
            var runtime = v.instantiate(null, "v7", 0, null, false, DataType.FLOAT);
            runtime.setInputVertices(new VertexIndices[2]);
            assertThat(runtime.toString()).contains("v7");
            var none = LayerWorkspaceMgr.noWorkspaces();
            assertThatThrownBy(() -> runtime.doForward(true, none)).hasMessageContaining("v7");
            assertThatThrownBy(() -> runtime.doBackward(false, none)).hasMessageContaining("v7");
            assertThatThrownBy(() -> runtime.setBackpropGradientsViewArray(Nd4j.ones(1)))
                    .isInstanceOf(RuntimeException.class);
            if (v instanceof HrbpElementWiseVertex) {
                runtime.setInputs(Nd4j.ones(2, 3), Nd4j.ones(2, 4));
                assertThatThrownBy(() -> runtime.doForward(true, none))
                        .hasMessageContaining("v7")
                        .hasMessageContaining("[2, 4]");
            }
        }
    }

    @Test
    void configurationsAreValues() {
        HrbpElementWiseVertex fused = new HrbpElementWiseVertex().fusedReLU(true);
        assertThat(fused.clone()).isEqualTo(fused).hasSameHashCodeAs(fused).isNotEqualTo(new HrbpElementWiseVertex());
        assertThat(fused.isFusedReLU()).isTrue();
        assertThat(new HrbpFanOut().clone()).isEqualTo(new HrbpFanOut()).hasSameHashCodeAs(new HrbpFanOut());
        assertThat(new HrbpFanOut()).isNotEqualTo(fused);
        assertThat(new HrbpFanOut().numParams(true)).isZero();
        assertThat(fused.getMemoryReport(IMAGES, IMAGES)).isNotNull();
        assertThat(new HrbpFanOut().getMemoryReport(IMAGES)).isNotNull();
    }

    /** ComputationGraph sends no epsilons out of frozen layers. */
    @Test
    void consumersThatAreAllFrozen() {
        var frozen = new org.deeplearning4j.nn.conf.layers.misc.FrozenLayer(conv(Activation.TANH));
        ComputationGraph net = new ComputationGraph(new org.deeplearning4j.nn.conf.NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(IMAGES)
                .addVertex("fan", new HrbpFanOut(), "in")
                .addLayer("a", frozen, "fan")
                .addLayer("b", frozen.clone(), "fan")
                .addVertex("sum", new HrbpElementWiseVertex(ElementWiseVertex.Op.Add), "a", "b")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "sum")
                .setOutputs("out")
                .build());
        net.init();
        INDArray before = net.getLayer("a").params().dup();
        INDArray head = net.getLayer("out").params().dup();
        net.fit(new DataSet(
                Nd4j.rand(3, 2, 4, 3),
                Nd4j.eye(3)
                        .get(
                                org.nd4j.linalg.indexing.NDArrayIndex.all(),
                                org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 2))));
        assertThat(net.getLayer("a").params()).isEqualTo(before);
        assertThat(net.getLayer("out").params()).isNotEqualTo(head);
    }
}
