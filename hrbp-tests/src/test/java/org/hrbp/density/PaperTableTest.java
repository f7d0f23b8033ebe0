/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        PaperNet net = PaperNet.byName(name);
        double[] dense = new double[net.layers.size()];
        Arrays.fill(dense, 1);
        assertThat(net.weights()).isEqualTo(weights);
        assertThat(net.macs(dense) / 1e6).isCloseTo(millionMacs, within(0.0501));
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
        PaperNet net = PaperNet.byName(name);
        Allocation rule = Allocations.byId(allocation);
        assertThat(net.macFraction(rule.densities(net.layers, 0.9))).isCloseTo(at90, within(0.000501));
        assertThat(net.macFraction(rule.densities(net.layers, 0.95))).isCloseTo(at95, within(0.000501));
    }

    @ParameterizedTest
    @CsvSource({
        "vgg19, .0997, .0497",
        "resnet32-wide, .0990, .0489",
        "resnet32, .0979, .0478",
        "resnet56-wide, .0994, .0494"
    })
    void uniformDensityOfTheSparseLayers(String name, double at90, double at95) {
        PaperNet net = PaperNet.byName(name);
        UniformAllocation uniform = new UniformAllocation();
        assertThat(uniform.densities(net.layers, 0.9)[1]).isCloseTo(at90, within(0.0000501));
        assertThat(uniform.densities(net.layers, 0.95)[1]).isCloseTo(at95, within(0.0000501));
        assertThat(uniform.densities(net.layers, 0.9)[0]).isEqualTo(1);
    }

    private static void assertDensity(double[] densities, PaperNet net, String layer, double expected) {
        assertThat(densities[net.index(layer)]).as(layer).isCloseTo(expected, within(0.000501));
    }

    @Test
    void erkOfVgg19At90Percent() {
        PaperNet net = PaperNet.byName("vgg19");
        double[] d = new ErkAllocation().densities(net.layers, 0.9);
        double[] expected = {
            1, .689, .509, .337, .251, .167, .167, .167, .124, .083, .083, .083, .083, .083, .083, .083, 1
        };
        for (int i = 0; i < d.length; i++) {
            assertDensity(d, net, net.layers.get(i).name(), expected[i]);
        }
    }

    @Test
    void erkOfResnet32WideAt90Percent() {
        PaperNet net = PaperNet.byName("resnet32-wide");
        double[] d = new ErkAllocation().densities(net.layers, 0.9);
        assertDensity(d, net, "conv1", 1);
        assertDensity(d, net, "stage1block1a", .288);
        assertDensity(d, net, "stage2block1a", .210);
        assertDensity(d, net, "stage2block1b", .138);
        assertDensity(d, net, "stage3block1a", .102);
        assertDensity(d, net, "stage3block5b", .067);
        assertDensity(d, net, "shortcut2", 1);
        assertDensity(d, net, "shortcut3", 1);
        assertDensity(d, net, "fc", 1);
        double[] pure = ErkAllocation.pure().densities(net.layers, 0.9);
        assertDensity(pure, net, "stage1block1a", .290);
        assertDensity(pure, net, "stage2block1a", .211);
        assertDensity(pure, net, "stage2block1b", .139);
        assertDensity(pure, net, "stage3block1a", .102);
        assertDensity(pure, net, "stage3block5b", .068);
        assertDensity(pure, net, "shortcut3", .903);
    }

    @ParameterizedTest
    @CsvSource({"vgg19", "resnet32-wide", "resnet32", "resnet56-wide"})
    void globalDensityIsExact(String name) {
        PaperNet net = PaperNet.byName(name);
        for (String id : Allocations.ids()) {
            for (double sparsity : new double[] {0, 0.01, 0.1, 0.3, 0.5, 0.8, 0.9, 0.95, 0.98}) {
                double[] densities = Allocations.byId(id).densities(net.layers, sparsity);
                double kept = 0;
                for (int i = 0; i < densities.length; i++) {
                    assertThat(densities[i])
                            .as("%s %s", id, sparsity)
                            .isGreaterThan(0)
                            .isLessThanOrEqualTo(1);
                    kept += densities[i] * net.layers.get(i).shape().size();
                }
                assertThat(kept / net.weights()).as("%s %s", id, sparsity).isCloseTo(1 - sparsity, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"vgg19", "resnet32-wide", "resnet32", "resnet56-wide"})
    void plansStayWithinATenthOfAPercentBelowTheBudget(String name) {
        PaperNet net = PaperNet.byName(name);
        for (String structure : new String[] {"hrbp", "unstructured"}) {
            for (String id : Allocations.ids()) {
                for (double sparsity : new double[] {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98}) {
                    DensityPlan plan = DensityPlanner.plan(net.requests(structure), sparsity, Allocations.byId(id));
                    assertThat(plan.keptWeights())
                            .as("%s %s %s", structure, id, sparsity)
                            .isLessThanOrEqualTo((long) Math.floor((1 - sparsity) * net.weights() + 1e-6));
                    assertThat(plan.actualDensity())
                            .as("%s %s %s", structure, id, sparsity)
                            .isGreaterThan(1 - sparsity - 0.001);
                }
            }
        }
    }
}
