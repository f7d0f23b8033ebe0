/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights, operations and densities of the paper's networks, to the digits at hand. */
class PaperTableTest {
    @ParameterizedTest
    @CsvSource({
        "vgg19, 20024000, 398.1",
        "resnet32-wide, 1855584, 275.6",
        "resnet32, 464432, 69.1",
        "resnet56-wide, 3403872, 502.1"
    })
    void weightsAndOperations(String name, long weights, double millionMacs) {
        PaperNet net = new PaperNet(name, "erk", 0);
        assertThat(net.plan.totalWeights()).isEqualTo(weights);
        assertThat(net.macs() / 1e6).isCloseTo(millionMacs, within(0.0501));
    }

    @ParameterizedTest
    @CsvSource({
        "vgg19, erk-pure, .222, .113",
        "vgg19, erk, .222, .113",
        "vgg19, uniform, .104, .054",
        "resnet32-wide, erk-pure, .175, .088",
        "resnet32-wide, erk, .174, .088",
        "resnet32-wide, uniform, .102, .052",
        "resnet32, erk-pure, .180, .089",
        "resnet32, erk, .179, .091",
        "resnet32, uniform, .104, .054",
        "resnet56-wide, erk-pure, .177, .089",
        "resnet56-wide, erk, .177, .089",
        "resnet56-wide, uniform, .101, .051"
    })
    void macFractions(String name, String allocation, double at90, double at95) {
        double dense = new PaperNet(name, allocation, 0).macs();
        assertThat(new PaperNet(name, allocation, 0.9).macs() / dense).isCloseTo(at90, within(0.000501));
        assertThat(new PaperNet(name, allocation, 0.95).macs() / dense).isCloseTo(at95, within(0.000501));
    }

    @ParameterizedTest
    @CsvSource({
        "vgg19, .0997, .0497",
        "resnet32-wide, .0990, .0489",
        "resnet32, .0979, .0478",
        "resnet56-wide, .0994, .0494"
    })
    void uniformDensityOfTheSparseLayers(String name, double at90, double at95) {
        double[] densities = new PaperNet(name, "uniform", 0.9).densities();
        assertThat(densities[0]).isEqualTo(1);
        assertThat(densities[1]).isCloseTo(at90, within(0.0000501));
        assertThat(densities[densities.length - 1]).isEqualTo(1);
        assertThat(new PaperNet(name, "uniform", 0.95).densities()[1]).isCloseTo(at95, within(0.0000501));
    }

    private static void assertDensity(PaperNet net, String layer, double expected) {
        assertThat(net.plan.layer(layer).targetDensity()).as(layer).isCloseTo(expected, within(0.000501));
    }

    @Test
    void erkOfVgg19At90Percent() {
        PaperNet net = new PaperNet("vgg19", "erk", 0.9);
        double[] expected = {
            1, .689, .509, .337, .251, .167, .167, .167, .124, .083, .083, .083, .083, .083, .083, .083, 1
        };
        assertThat(net.densities()).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertDensity(net, net.plan.layers().get(i).name(), expected[i]);
        }
    }

    @Test
    void erkOfResnet32WideAt90Percent() {
        PaperNet net = new PaperNet("resnet32-wide", "erk", 0.9);
        assertDensity(net, "stem", 1);
        assertDensity(net, "stage1-block1-conv1", .288);
        assertDensity(net, "stage2-block1-conv1", .210);
        assertDensity(net, "stage2-block1-conv2", .138);
        assertDensity(net, "stage3-block1-conv1", .102);
        assertDensity(net, "stage3-block5-conv2", .067);
        assertDensity(net, "stage2-block1-shortcut", 1);
        assertDensity(net, "stage3-block1-shortcut", 1);
        assertDensity(net, "classifier", 1);
        PaperNet pure = new PaperNet("resnet32-wide", "erk-pure", 0.9);
        assertDensity(pure, "stage1-block1-conv1", .290);
        assertDensity(pure, "stage2-block1-conv1", .211);
        assertDensity(pure, "stage2-block1-conv2", .139);
        assertDensity(pure, "stage3-block1-conv1", .102);
        assertDensity(pure, "stage3-block5-conv2", .068);
        assertDensity(pure, "stage3-block1-shortcut", .903);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg19", "resnet32-wide", "resnet32", "resnet56-wide"})
    void globalDensityIsExactAndItsPlanWithinATenthOfAPercent(String name) {
        for (String allocation : Allocations.ids()) {
            for (double sparsity : new double[] {0, 0.01, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98}) {
                DensityPlan plan = new PaperNet(name, allocation, sparsity).plan;
                double wanted = 0;
                for (LayerPlan layer : plan.layers()) {
                    wanted += layer.targetDensity() * layer.shape().size();
                }
                String what = allocation + " " + sparsity;
                assertThat(wanted / plan.totalWeights()).as(what).isCloseTo(1 - sparsity, within(1e-9));
                assertThat(plan.actualDensity()).as(what).isBetween(1 - sparsity - 0.001, 1 - sparsity + 1e-12);
            }
        }
    }
}
