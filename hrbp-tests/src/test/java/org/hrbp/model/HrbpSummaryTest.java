/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.hrbp.density.LayerPlan;
import org.hrbp.kernel.Kernels;
import org.hrbp.pattern.Pattern;
import org.hrbp.zoo.ResNetCifar;
import org.hrbp.zoo.Zoo;
import org.hrbp.zoo.ZooNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class HrbpSummaryTest {
    private static final InputType IMAGE = InputType.convolutional(5, 5, 8);

    private static HrbpSummary.Row row(HrbpSummary summary, String name) {
        return summary.rows().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String tiles(String ofVectorKernels) {
        return Kernels.active().equals("vector") ? ofVectorKernels : "loops";
    }

    @Test
    void hrbpRowDescribesThePattern() {
        MultiLayerNetwork network = HrbpWeightsTest.network();
        HrbpSummary.Row row = row(HrbpSummary.of(network, IMAGE), "conv");
        Pattern pattern = HrbpWeights.pattern(network, "conv");
        assertThat(row.structure()).isEqualTo("hrbp");
        assertThat(row.shape()).isEqualTo("[12, 8, 3, 3]");
        assertThat(row.weights()).isEqualTo(864);
        // 3 groups of 4 rows and 3 positions: a column is 12 weights, 18 of them fit into 216
        assertThat(row.kept()).isEqualTo(216);
        assertThat(row.densityTarget()).isEqualTo(0.25);
        assertThat(row.densityActual()).isEqualTo(0.25);
        assertThat(row.groups()).isEqualTo(3);
        assertThat(row.minChannels()).isEqualTo(6);
        assertThat(row.maxChannels()).isEqualTo(6);
        assertThat(row.minPositions()).isEqualTo(3);
        assertThat(row.maxPositions()).isEqualTo(3);
        assertThat(row.deadChannels()).isEqualTo(pattern.deadChannels());
        assertThat(row.zeroKernelShare()).isCloseTo(0.25, within(1e-12));
        assertThat(row.weightBytes()).isEqualTo(216 * 4);
        assertThat(row.indexBytes())
                .isEqualTo(network.getLayer(0).getParam("I").length() * 4)
                .isGreaterThan(pattern.indexBytes());
        assertThat(row.updaterBytes()).as("momentum").isEqualTo(216 * 4);
        assertThat(row.forwardFlops()).hasValue(2 * 216 * 3 * 3);
        assertThat(row.kernelTiles()).isEqualTo(tiles("4x4 4x4 4x4"));
    }

    @Test
    void unstructuredRowCountsDifferentChannels() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Adam())
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new org.hrbp.nn.conf.HrbpConvolutionLayer.Builder(3, 3)
                        .name("conv")
                        .nIn(1)
                        .nOut(2)
                        .structure("unstructured")
                        .weightBudget(17)
                        .density(1)
                        .build())
                .build());
        network.init();
        HrbpSummary summary = HrbpSummary.of(network);
        HrbpSummary.Row row = row(summary, "conv");
        assertThat(row.structure()).isEqualTo("unstructured");
        assertThat(row.groups()).isEqualTo(2);
        assertThat(row.minChannels()).isEqualTo(1);
        assertThat(row.maxChannels()).isEqualTo(1);
        assertThat(row.minPositions()).isEqualTo(8);
        assertThat(row.maxPositions()).isEqualTo(9);
        assertThat(row.weightBytes()).isEqualTo(17 * 8);
        assertThat(row.updaterBytes()).as("two moments").isEqualTo(2 * 17 * 8);
        assertThat(row.kernelTiles()).as("DOUBLE runs on no vector kernel").isEqualTo("loops");
        assertThat(summary.kernel()).isEqualTo(Kernels.of(DataType.DOUBLE).name());
    }

    @Test
    void stockLayersAreDenseAndOthersAreLeftOut() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .updater(new Sgd(0.1))
                .list()
                .layer(new ConvolutionLayer.Builder(3, 2).nOut(4).stride(2, 1).build())
                .layer(new org.deeplearning4j.nn.conf.layers.BatchNormalization())
                .layer(new DenseLayer.Builder().nOut(7).build())
                .layer(new org.deeplearning4j.nn.conf.layers.OutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .build())
                .setInputType(InputType.convolutional(7, 5, 3))
                .build());
        network.init();
        HrbpSummary summary = HrbpSummary.of(network, InputType.convolutional(7, 5, 3));
        assertThat(summary.rows())
                .extracting(HrbpSummary.Row::shape)
                .containsExactly("[4, 3, 3, 2]", "[7, 48, 1, 1]", "[2, 7, 1, 1]");
        assertThat(summary.rows()).extracting(HrbpSummary.Row::structure).containsOnly("dense");
        assertThat(summary.rows()).extracting(HrbpSummary.Row::minPositions).containsExactly(6, 1, 1);
        assertThat(summary.rows()).extracting(HrbpSummary.Row::maxChannels).containsExactly(3, 48, 7);
        assertThat(summary.rows()).allSatisfy(row -> {
            assertThat(row.densityActual()).isEqualTo(1);
            assertThat(row.indexBytes()).isZero();
            assertThat(row.kernelTiles()).isEqualTo("stock");
            assertThat(row.kept()).isEqualTo(row.weights());
        });
        assertThat(summary.weights()).isEqualTo(72 + 336 + 14);
        assertThat(summary.density()).isEqualTo(1);
        assertThat(summary.forwardFlops()).hasValue(2 * (72 * 3 * 4 + 336 + 14));
        assertThat(summary.kernel()).isEqualTo("none");
    }

    @Test
    void workIsUnknownWithoutInputTypeAndForOtherLayers() {
        HrbpSummary without = HrbpSummary.of(HrbpWeightsTest.network());
        assertThat(without.forwardFlops()).isEmpty();
        assertThat(without.toString()).contains("?").contains("unknown without the network's input type");
        assertThat(row(without, "conv").values().get(HrbpSummary.columns().indexOf("forward_flops")))
                .isEmpty();

        MultiLayerNetwork recurrent = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .list()
                .layer(new LSTM.Builder().nIn(3).nOut(4).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(3))
                .build());
        recurrent.init();
        HrbpSummary summary = HrbpSummary.of(recurrent, InputType.recurrent(3));
        assertThat(summary.forwardFlops()).isEmpty();
        assertThat(summary.weights()).isEqualTo(3 * 16 + 4 * 16 + 8);
    }

    @Test
    void frozenLayersHaveNoUpdaterState() {
        MultiLayerNetwork frozen = new TransferLearning.Builder(HrbpWeightsTest.network())
                .setFeatureExtractor(0)
                .build();
        assertThat(row(HrbpSummary.of(frozen), "conv").updaterBytes()).isZero();
        assertThat(row(HrbpSummary.of(frozen), "dense").updaterBytes()).isEqualTo(540 * 4);
    }

    @Test
    void zooRowsFollowThePlan() {
        ZooNet net = ResNetCifar.builder().depth(14).sparsity(0.95).build();
        HrbpSummary summary = HrbpSummary.of(net.init(), InputType.convolutional(32, 32, 3));
        List<LayerPlan> plan = net.plan().layers();
        assertThat(summary.rows())
                .extracting(HrbpSummary.Row::name)
                .containsExactlyInAnyOrderElementsOf(
                        plan.stream().map(LayerPlan::name).toList());
        for (LayerPlan layer : plan) {
            HrbpSummary.Row row = row(summary, layer.name());
            assertThat(row.kept()).isEqualTo(layer.kept());
            assertThat(row.densityTarget()).isEqualTo(layer.targetDensity());
            assertThat(row.structure()).isEqualTo(layer.structureId());
        }
        assertThat(summary.weights()).isEqualTo(net.plan().totalWeights());
        assertThat(summary.kept()).isEqualTo(net.plan().keptWeights());
        assertThat(summary.density()).isEqualTo(net.plan().actualDensity());
    }

    @ParameterizedTest
    @CsvSource({
        "dense, 4x4 4x4 4x4",
        "hrbp, 4x4 4x4 4x4",
        "unstructured, 1x4 1x4 [14]x1",
        "grouping, 4x4 (4x4|1x4|[24]x4\\(A\\)) [1-4]x4"
    })
    void tilesFollowTheStructure(String structure, String tiles) {
        ZooNet net = ResNetCifar.builder()
                .depth(14)
                .structure(structure)
                .sparsity(0.9)
                .build();
        HrbpSummary summary = HrbpSummary.of(net.init());
        List<LayerPlan> plan = net.plan().layers();
        assertThat(summary.rows()).hasSameSizeAs(plan);
        assertThat(row(summary, plan.get(0).name()).kernelTiles())
                .as("dense, 3 channels")
                .isEqualTo(tiles("4x4 2x4 3x4"));
        assertThat(plan.subList(1, plan.size()))
                .filteredOn(layer -> layer.structureId().equals(structure))
                .isNotEmpty()
                .allSatisfy(layer ->
                        assertThat(row(summary, layer.name()).kernelTiles()).matches(tiles(tiles)));
    }

    @ParameterizedTest
    @CsvSource({"resnet32, 69.1e6, 0.05e6", "resnet32-wide, 275.6e6, 0.05e6", "vgg19, 398.1e6, 0.05e6"})
    void denseWorkIsThatOfTheSpecification(String name, double multiplyAdds, double tolerance) {
        ZooNet net = Zoo.byName(name).structure("dense").build();
        HrbpSummary summary = HrbpSummary.of(net.init(), InputType.convolutional(32, 32, 3));
        assertThat(summary.forwardFlops().orElseThrow() / 2.0).isCloseTo(multiplyAdds, within(tolerance));
    }

    @Test
    void tableHasALinePerLayerAndTheTotals() {
        HrbpSummary summary = HrbpSummary.of(HrbpWeightsTest.network(), IMAGE);
        List<String> lines = summary.toString().lines().toList();
        assertThat(lines).hasSize(1 + 3 + 2);
        assertThat(lines.get(0)).startsWith("layer").contains("zero kernels").endsWith("tiles y dx dw");
        assertThat(lines.get(1))
                .startsWith("conv ")
                .contains("hrbp")
                .contains("[12, 8, 3, 3]")
                .contains("3,888")
                .endsWith(tiles("4x4 4x4 4x4"));
        assertThat(lines.get(4)).startsWith("total").contains("1,964");
        assertThat(lines.get(5))
                .isEqualTo("Kernels: " + Kernels.of(DataType.FLOAT).name());
        assertThat(lines.subList(0, 4))
                .allSatisfy(line -> assertThat(line.indexOf("  ")).isPositive());
    }

    @Test
    void csvRowsHaveAValuePerColumn() {
        HrbpSummary summary = HrbpSummary.of(HrbpWeightsTest.network(), IMAGE);
        assertThat(summary.rows()).allSatisfy(row -> assertThat(row.values()).hasSameSizeAs(HrbpSummary.columns()));
        List<String> conv = row(summary, "conv").values();
        assertThat(conv.get(HrbpSummary.columns().indexOf("kept"))).isEqualTo("216");
        assertThat(conv.get(HrbpSummary.columns().indexOf("density_actual"))).isEqualTo("0.25");
        assertThat(conv.get(HrbpSummary.columns().indexOf("positions_max"))).isEqualTo("3");
        assertThat(conv.get(HrbpSummary.columns().indexOf("forward_flops"))).isEqualTo("3888");
        assertThat(conv.get(HrbpSummary.columns().indexOf("kernel_tiles"))).isEqualTo(tiles("4x4 4x4 4x4"));
    }

    @Test
    void badInputIsRefusedAndTheModelUnchanged() {
        MultiLayerNetwork network = HrbpWeightsTest.network();
        String before = network.getLayerWiseConfigurations().toJson();
        assertThatThrownBy(() -> HrbpSummary.of(network, IMAGE, IMAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 input types given");
        ComputationGraph graph = HrbpWeightsTest.graph();
        String graphBefore = graph.getConfiguration().toJson();
        assertThatThrownBy(() -> HrbpSummary.of(graph, IMAGE, IMAGE)).isInstanceOf(IllegalArgumentException.class);
        HrbpSummary.of(network, IMAGE);
        HrbpSummary.of(graph, IMAGE);
        assertThat(network.getLayerWiseConfigurations().toJson()).isEqualTo(before);
        assertThat(graph.getConfiguration().toJson()).isEqualTo(graphBefore);
    }
}
