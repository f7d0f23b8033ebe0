/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.hrbp.density.LayerPlan;
import org.hrbp.model.channel.ChannelPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

class NarrowNetsTest {
    private static NetSpec spec(String name, double sparsity) {
        return new NetSpec(name, 10, 3, 32, 32, "hrbp", sparsity, "erk", 0, 1.0 / 3, false, false, 5, new Sgd(0.1), 0);
    }

    @ParameterizedTest
    @CsvSource({"vgg19, 0.9", "vgg19, 0.95", "resnet32-wide, 0.9", "resnet32, 0.98", "small-cnn, 0.9"})
    void equalWeightsIsTheWidestNetWithinTheBudget(String name, double sparsity) {
        ZooNet net = NarrowNets.equalWeights(spec(name, sparsity));
        long all = Zoo.byName(name)
                .structure("dense")
                .input(32, 32, 3)
                .build()
                .plan()
                .totalWeights();
        assertThat(net.plan().keptWeights())
                .isEqualTo(net.plan().totalWeights())
                .isLessThanOrEqualTo((long) ((1 - sparsity) * all + 1e-6))
                .isGreaterThan((long) (0.85 * (1 - sparsity) * all));
    }

    @ParameterizedTest
    @CsvSource({"vgg19, 0.9", "resnet32-wide, 0.95", "small-cnn, 0.9"})
    void equalFlopsIsTheWidestNetWithinTheWork(String name, double sparsity) {
        NetSpec spec = spec(name, sparsity);
        long work = NarrowNets.multiplyAdds(spec);
        ZooNet net = NarrowNets.equalFlops(spec);
        long narrowWork = NarrowNets.multiplyAdds(spec, Map.of());
        assertThat(narrowWork).as("the wide dense net").isGreaterThan(work);
        double share = (double) macs(net) / work;
        assertThat(share).isBetween(0.85, 1.0);
    }

    /** Counted on the activations of a forward pass. */
    private static long macs(ZooNet net) {
        Map<String, INDArray> outputs = outputs(net);
        return net.plan().layers().stream()
                .mapToLong(layer -> layer.kept()
                        * output(outputs, layer.name()).length()
                        / layer.shape().rows())
                .sum();
    }

    private static Map<String, INDArray> outputs(ZooNet net) {
        return net.init().feedForward(ZooData.images(1, 3, 32, 1), false);
    }

    private static INDArray output(Map<String, INDArray> outputs, String layer) {
        return Objects.requireNonNull(outputs.get(layer));
    }

    @Test
    void multiplyAddsAreKeptWeightsTimesPixels() {
        NetSpec spec = spec("small-cnn", 0);
        assertThat(NarrowNets.multiplyAdds(spec))
                .isEqualTo(9L * (1024 * 3 * 32 + 256 * 32 * 64 + 64 * (64 * 128 + 128 * 128)) + 1280)
                .isEqualTo(macs(Zoo.build(spec)));
    }

    @Test
    void channelPlansHaveTheWorkOfTheirPatterns() {
        NetSpec spec = spec("small-cnn", 0.9);
        ChannelPlan plan = ChannelPlan.of(Zoo.build(spec).conf(), 0.9, 1);
        long[] sizes = plan.sets().stream().mapToLong(set -> set.kept().size()).toArray();
        assertThat(sizes).hasSize(4);
        long expected = 9 * (1024 * 3 * sizes[0] + 256 * sizes[0] * sizes[1] + 64 * sizes[2] * (sizes[1] + sizes[3]))
                + 10 * sizes[3];
        assertThat(NarrowNets.multiplyAdds(spec, plan.patterns())).isEqualTo(expected);
        assertThat(macs(NarrowNets.equalFlops(spec, expected))).isLessThanOrEqualTo(expected);
    }

    @Test
    void sparsityZeroIsTheDenseNet() {
        NetSpec spec = spec("resnet32", 0);
        assertThat(NarrowNets.equalWeights(spec)).isEqualTo(Zoo.build(spec));
        assertThat(NarrowNets.equalFlops(spec)).isEqualTo(Zoo.build(spec));
    }

    @Test
    void widthsAreRoundedAndAtLeastOneAndStridesStay() {
        ZooNet net = ResNetCifar.builder()
                .depth(8)
                .structure("dense")
                .widthFactor(0.04)
                .build();
        assertThat(net.plan().layers().stream().map(LayerPlan::name)).contains("stage2-block1-shortcut");
        assertThat(net.plan().layer("stem").shape().rows()).isEqualTo(1);
        assertThat(net.plan().layer("stage2-block1-conv1").shape().rows()).isEqualTo(1);
        assertThat(net.plan().layer("stage3-block1-conv1").shape().rows()).isEqualTo(3);
        Map<String, INDArray> outputs = outputs(net);
        assertThat(output(outputs, "stage2-block1-conv1").size(2)).isEqualTo(16);
        assertThat(output(outputs, "stage3-block1-conv1").size(2)).isEqualTo(8);
    }

    @Test
    void impossibleWishesAreRefused() {
        assertThatThrownBy(() -> NarrowNets.equalWeights(spec("resnet32", 0.9999)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("resnet32: at width 1 the network has")
                .hasMessageContaining("46 are allowed");
        for (double factor : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> ResNetCifar.builder().widthFactor(factor).build())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("resnet: width factor is " + factor);
        }
    }
}
