/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.density.LayerPlan;
import org.hrbp.model.HrbpWeights;
import org.hrbp.nn.conf.SparseLayerConf;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;

class ZooTest {
    @ParameterizedTest
    @CsvSource({
        "vgg19, 20024000",
        "resnet32-wide, 1855584",
        "resnet32, 464432",
        "resnet56-wide, 3403872",
    })
    void numberOfWeightsIsThatOfTheNetsInTheLiterature(String name, long weights) {
        assertThat(Zoo.byName(name).build().plan().totalWeights()).isEqualTo(weights);
    }

    @Test
    void smallCnnAndResnet56HaveTheWeightsOfTheirShapes() {
        assertThat(Zoo.byName("small-cnn").build().plan().totalWeights())
                .isEqualTo(9 * (32 + 32 * 64 + 64 * 128 + 128 * 128) + 128 * 10);
        int blocks = 18 * 16 * 16 + 17 * 32 * 32 + 17 * 64 * 64;
        assertThat(Zoo.byName("resnet56").build().plan().totalWeights())
                .isEqualTo(9 * (3 * 16 + blocks + 16 * 32 + 32 * 64) + 16 * 32 + 32 * 64 + 64 * 10);
    }

    @ParameterizedTest
    @CsvSource({
        "resnet32, hrbp, 0.9, erk",
        "resnet32, hrbp, 0.95, uniform",
        "resnet32-wide, unstructured, 0.9, erk",
        "resnet32-wide, hrbp, 0.95, erk-pure",
        "resnet56, hrbp, 0.9, erk",
        "vgg19, hrbp, 0.95, erk",
        "vgg19, unstructured, 0.9, uniform",
        "small-cnn, hrbp, 0.9, erk",
    })
    void planKeepsTheGlobalBudget(String name, String structure, double sparsity, String allocation) {
        ZooNet net = Zoo.byName(name)
                .structure(structure)
                .sparsity(sparsity)
                .allocation(allocation)
                .build();
        double allowed = (1 - sparsity) * net.plan().totalWeights();
        assertThat((double) net.plan().keptWeights())
                .isLessThanOrEqualTo(allowed + 1e-6)
                .isGreaterThanOrEqualTo(allowed - 0.001 * net.plan().totalWeights());
    }

    @ParameterizedTest
    @ValueSource(strings = {"resnet32", "resnet32-wide", "vgg19", "small-cnn"})
    void initialisedNetKeepsExactlyThePlannedWeights(String name) {
        ZooNet net = Zoo.byName(name).build();
        assertThatPlanIsKept(net);
    }

    @Test
    void otherStructuresAndAllocationsKeepExactlyThePlannedWeights() {
        assertThatPlanIsKept(ResNetCifar.builder()
                .depth(8)
                .allocation("uniform")
                .groupRows(8)
                .blockDensity(0.5)
                .coverChannels(true)
                .build());
        assertThatPlanIsKept(ResNetCifar.builder()
                .depth(14)
                .structure("unstructured")
                .sparsity(0.95)
                .build());
    }

    private static void assertThatPlanIsKept(ZooNet net) {
        ComputationGraph graph = net.init();
        long kept = 0;
        for (LayerPlan layer : net.plan().layers()) {
            long length = graph.getLayer(layer.name()).getParam("W").length();
            assertThat(length).as(layer.name()).isEqualTo(layer.kept());
            kept += length;
        }
        assertThat(kept).isEqualTo(net.plan().keptWeights());
    }

    @Test
    void firstConvolutionAndClassifierAreDense() {
        ZooNet net = Vgg19Cifar.builder().input(32, 32, 16).sparsity(0.95).build();
        assertThat(net.plan().layer("conv1").actualDensity()).isEqualTo(1);
        assertThat(net.plan().layer("classifier").actualDensity()).isEqualTo(1);
        assertThat(net.plan().layer("conv2").actualDensity()).isLessThan(1);
    }

    @Test
    void pureErkMayMakeTheClassifierSparse() {
        ZooNet net = ResNetCifar.builder()
                .depth(8)
                .width(8)
                .classes(1000)
                .allocation("erk-pure")
                .build();
        LayerPlan classifier = net.plan().layer("classifier");
        assertThat(classifier.actualDensity()).isLessThan(1);
        ComputationGraph graph = net.init();
        assertThat(HrbpWeights.pattern(graph, "classifier").keptCount()).isEqualTo(classifier.kept());
        assertThat(graph.output(ZooData.images(2, 3, 32, 1))[0].sum(1).toDoubleVector())
                .containsExactly(new double[] {1, 1}, within(1e-4));
    }

    @Test
    void groupRowsDefaultToASixteenthInWholeFours() {
        assertThat(groupRows(Zoo.byName("resnet32"), "stage3-block5-conv2")).isEqualTo(4);
        assertThat(groupRows(Zoo.byName("resnet32-wide"), "stage3-block5-conv2"))
                .isEqualTo(8);
        assertThat(groupRows(Zoo.byName("vgg19"), "conv16")).isEqualTo(32);
    }

    private static int groupRows(ZooBuilder<?> builder, String layer) {
        return conf(builder.build(), layer).getPatternSettings().groupRows();
    }

    private static SparseLayerConf conf(ZooNet net, String layer) {
        LayerVertex vertex =
                (LayerVertex) Objects.requireNonNull(net.conf().getVertices().get(layer));
        return (SparseLayerConf) vertex.getLayerConf().getLayer();
    }

    @Test
    void sparsityZeroAndStructureDenseKeepEverything() {
        for (ZooNet net : List.of(
                ResNetCifar.builder().depth(8).sparsity(0).build(),
                ResNetCifar.builder().depth(8).structure("dense").build())) {
            assertThat(net.plan().keptWeights()).isEqualTo(net.plan().totalWeights());
            assertThat(conf(net, "stage3-block1-conv1").getPatternSettings().structure())
                    .isEqualTo("dense");
        }
    }

    @Test
    void patternsAndWeightsFollowTheSeed() {
        assertThat(small(7).params()).isEqualTo(small(7).params());
        Pattern pattern = HrbpWeights.pattern(small(7), "stage2-block1-conv1");
        assertThat(HrbpWeights.pattern(small(8), "stage2-block1-conv1")).isNotEqualTo(pattern);
    }

    private static ComputationGraph small(long seed) {
        return ResNetCifar.builder().depth(8).seed(seed).build().init();
    }

    @Test
    void initialWeightsHaveTheRecipesDeviation() {
        ComputationGraph graph =
                Vgg19Cifar.builder().structure("dense").seed(3).build().init();
        double deviation = graph.getLayer("conv9").getParam("W").stdNumber().doubleValue();
        assertThat(deviation).isBetween(0.99 * Math.sqrt(2 / (9.0 * 512)), 1.01 * Math.sqrt(2 / (9.0 * 512)));
        assertThat(graph.getLayer("classifier").getParam("W").stdNumber().doubleValue())
                .isBetween(0.0095, 0.0105);
        ComputationGraph resNet = ResNetCifar.builder()
                .depth(8)
                .width(64)
                .structure("dense")
                .build()
                .init();
        assertThat(resNet.getLayer("stage3-block1-conv1")
                        .getParam("W")
                        .stdNumber()
                        .doubleValue())
                .as("fan-out without the stride")
                .isBetween(0.99 * Math.sqrt(2 / (9.0 * 256)), 1.01 * Math.sqrt(2 / (9.0 * 256)));
    }

    @Test
    void specGivesTheSameNetAsTheBuilder() {
        NetSpec spec = new NetSpec(
                "resnet32", 100, 1, 28, 24, "unstructured", 0.8, "uniform", 0, 0.5, true, true, 9, new Sgd(0.5), 3e-4);
        ZooNet expected = ResNetCifar.builder()
                .classes(100)
                .input(28, 24, 1)
                .structure("unstructured")
                .sparsity(0.8)
                .allocation("uniform")
                .blockDensity(0.5)
                .coverChannels(true)
                .spareSlots(true)
                .seed(9)
                .updater(new Sgd(0.5))
                .weightDecay(3e-4)
                .build();
        assertThat(Zoo.build(spec)).isEqualTo(expected);
    }

    @Test
    void specMayChangeTheGroupRows() {
        NetSpec spec =
                new NetSpec("vgg19", 10, 3, 32, 32, "hrbp", 0.9, "erk", 64, 0.5, false, false, 9, new Sgd(0.5), 0);
        assertThat(conf(Zoo.build(spec), "conv16").getPatternSettings().groupRows())
                .isEqualTo(64);
    }

    @Test
    void recipesHaveTheirOwnWeightDecay() {
        assertThat(Zoo.defaultWeightDecay("vgg19")).isEqualTo(5e-4);
        assertThat(Zoo.defaultWeightDecay("resnet32-wide")).isEqualTo(1e-4);
    }

    @Test
    void unknownNamesListThoseThatExist() {
        assertThatThrownBy(() -> Zoo.byName("resnet31"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Net \"resnet31\" is not one of [small-cnn, resnet32, resnet32-wide, resnet56,"
                        + " resnet56-wide, vgg19, resnet50]");
        assertThatThrownBy(() -> ResNetCifar.builder().structure("blocks").build())
                .hasMessageContaining("\"blocks\" is not one of [dense");
        assertThatThrownBy(() -> ResNetCifar.builder().allocation("even").build())
                .hasMessageContaining("\"even\" is not one of [uniform");
    }

    @Test
    void badOptionsAreNamedWithTheirValues() {
        refused(b -> b.depth(33), "resnet: depth is 33; it must be 6 n + 2 with n at least 1");
        refused(b -> b.depth(2), "depth is 2");
        refused(b -> b.width(0), "width is 0");
        refused(b -> b.classes(1), "classes is 1");
        refused(b -> b.input(0, 32, 3), "input height is 0");
        refused(b -> b.input(32, 0, 3), "input width is 0");
        refused(b -> b.input(32, 32, 0), "input channels is 0");
        refused(b -> b.sparsity(1), "sparsity is 1.0");
        refused(b -> b.sparsity(-0.1), "sparsity is -0.1");
        refused(b -> b.sparsity(Double.NaN), "sparsity is NaN");
        refused(b -> b.sparsity(0.9999), "Layers that stay dense hold 1072 of 464432 weights");
        refused(b -> b.groupRows(-1), "group rows is -1");
        refused(b -> b.blockDensity(0), "block density is 0.0");
        refused(b -> b.blockDensity(1.5), "block density is 1.5");
        refused(b -> b.seed(0), "seed is 0");
        refused(b -> b.weightDecay(-1), "weight decay is -1.0");
        refused(b -> b.dataType(DataType.BFLOAT16), "data type is BFLOAT16");
        refused(b -> b.stock(true), "sparsity is 0.9; it must be 0 with DL4J's own layers");
        assertThatThrownBy(() -> Vgg19Cifar.builder().input(15, 32, 3).build())
                .hasMessageContaining("vgg19: input height is 15; it must be at least 16");
        assertThatThrownBy(() -> SmallCnn.builder().input(8, 3, 3).build())
                .hasMessageContaining("small-cnn: input width is 3; it must be at least 4");
    }

    private static void refused(Consumer<ResNetCifar.Builder> option, String message) {
        ResNetCifar.Builder builder = ResNetCifar.builder();
        option.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
