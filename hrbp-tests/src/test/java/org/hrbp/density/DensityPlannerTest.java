/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.Structure;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.hrbp.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DensityPlannerTest {
    private static LayerSize dense(String name, int out, int in) {
        return new LayerSize(name, WeightShape.dense(out, in), true);
    }

    private static LayerSize sparse(String name, int out, int in) {
        return new LayerSize(name, WeightShape.dense(out, in), false);
    }

    private static LayerRequest request(LayerSize size, String structureId) {
        return new LayerRequest(size, structureId, 16, 1.0 / 3, false);
    }

    @Test
    void layersAreBuiltAsPlanned() {
        DensityPlan plan = Zoo.byName("resnet32").build().plan();
        long kept = 0;
        for (LayerPlan layer : plan.layers()) {
            Structure structure = Structures.byId(layer.structureId());
            Pattern pattern = structure.buildRandom(layer.spec().withSeed(7));
            assertThat(pattern.keptCount()).isEqualTo(layer.kept());
            assertThat(layer.actualDensity()).isEqualTo(pattern.density());
            kept += layer.kept();
        }
        assertThat(plan.keptWeights()).isEqualTo(kept);
        assertThat(plan.totalWeights()).isEqualTo(464_432);
        assertThat(plan.sparsity()).isEqualTo(0.9);
        assertThat(plan.layer("classifier").structureId()).isEqualTo("dense");
        assertThat(plan.layer("stage2-block1-shortcut").structureId()).isEqualTo("dense");
        assertThat(plan.layer("stage3-block2-conv1").structureId()).isEqualTo("hrbp");
        assertThat(plan.layer("stage3-block2-conv1").targetDensity()).isCloseTo(0.07, within(0.01));
        assertThatThrownBy(() -> plan.layer("conv9")).hasMessageContainingAll("conv9", "stem", "classifier");
    }

    @Test
    void remaindersAreCarriedToTheNextLayer() {
        List<LayerRequest> requests = List.of(
                request(sparse("a", 16, 10), "hrbp"),
                request(sparse("b", 16, 10), "hrbp"),
                request(sparse("c", 16, 10), "unstructured"));
        DensityPlan plan = DensityPlanner.plan(requests, 0.85, new UniformAllocation());
        // 24 weights each; a group's column is 16
        assertThat(plan.layers().stream().map(l -> l.spec().budget())).containsExactly(24, 32, 24);
        assertThat(plan.layers().stream().map(LayerPlan::kept)).containsExactly(16, 32, 24);
        assertThat(plan.keptWeights()).isEqualTo(72);
    }

    @Test
    void whatTheLastLayerCannotUseGoesBackStepByStep() {
        List<LayerRequest> requests = List.of(
                request(sparse("a", 4, 20), "hrbp"),
                request(sparse("b", 4, 19), "hrbp"),
                request(sparse("c", 16, 11), "hrbp"),
                request(dense("d", 3, 1), "hrbp"));
        // a quarter of a, b and c is 20, 19 and 44 weights in columns of 4, 4 and 16; b is furthest below, then a
        DensityPlan plan = DensityPlanner.plan(requests, 1 - 86 / 335.0, new UniformAllocation());
        assertThat(plan.layers().stream().map(LayerPlan::kept)).containsExactly(24, 24, 32, 3);
    }

    private static void assertNothingUsableIsLeft(String what, DensityPlan plan, int groupRows) {
        long left = (long) Math.floor((1 - plan.sparsity()) * plan.totalWeights() + 1e-6) - plan.keptWeights();
        assertThat(left).as(what).isNotNegative();
        long smallest = Long.MAX_VALUE;
        for (LayerPlan layer : plan.layers()) {
            int n = layer.spec().keptPositions();
            int most = layer.shape().rows() * layer.shape().channels() * n;
            if (layer.kept() < most) {
                smallest = Math.min(
                        smallest, (long) n * Math.min(groupRows, layer.shape().rows()));
            }
        }
        assertThat(left).as(what).isLessThan(smallest);
        if (smallest <= 0.001 * plan.totalWeights()) {
            assertThat(plan.actualDensity()).as(what).isGreaterThan(1 - plan.sparsity() - 0.001);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"small-cnn", "resnet32", "resnet32-wide", "resnet56", "resnet56-wide", "vgg19"})
    void netsFallShortByLessThanOneStepOfAnyLayer(String name) {
        for (String allocation : Allocations.ids()) {
            for (int groupRows : new int[] {8, 16, 32, 64}) {
                for (double blockDensity : new double[] {1 / 9.0, 1 / 3.0, 1}) {
                    for (double sparsity : new double[] {0.5, 0.9, 0.98}) {
                        DensityPlan plan = Zoo.byName(name)
                                .allocation(allocation)
                                .groupRows(groupRows)
                                .blockDensity(blockDensity)
                                .sparsity(sparsity)
                                .build()
                                .plan();
                        String what = allocation + ", " + groupRows + " rows, s " + blockDensity + ", " + sparsity;
                        assertNothingUsableIsLeft(what, plan, groupRows);
                    }
                }
            }
        }
    }

    @Test
    void theRoundingOfUnstructuredLayersAddsUpExactly() {
        List<LayerRequest> requests = List.of(
                request(sparse("a", 3, 3), "unstructured"),
                request(sparse("b", 3, 3), "unstructured"),
                request(sparse("c", 3, 3), "unstructured"),
                request(sparse("d", 3, 1), "unstructured"));
        DensityPlan plan = DensityPlanner.plan(requests, 0.5, new UniformAllocation());
        assertThat(plan.keptWeights()).isEqualTo(15);
        assertThat(plan.actualDensity()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "erk", "erk-pure"})
    void sparsityZeroKeepsEverything(String id) {
        DensityPlan plan =
                Zoo.byName("resnet32").sparsity(0).allocation(id).build().plan();
        assertThat(plan.layers()).allSatisfy(layer -> {
            assertThat(layer.kept()).isEqualTo(layer.shape().size());
            assertThat(layer.structureId()).isEqualTo("dense");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "erk", "erk-pure"})
    void allocationsRefuseBadInput(String id) {
        Allocation allocation = Allocations.byId(id);
        List<LayerSize> layers = List.of(sparse("a", 3, 3));
        assertThatThrownBy(() -> allocation.densities(List.of(), 0.5)).hasMessageContaining("no layer");
        for (double sparsity : new double[] {-0.1, 1, 1.5, Double.NaN}) {
            assertThatThrownBy(() -> allocation.densities(layers, sparsity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(String.valueOf(sparsity), "[0, 1)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "erk"})
    void forcedDenseLayersThatExceedTheTargetAreRefused(String id) {
        Allocation allocation = Allocations.byId(id);
        List<LayerSize> layers = List.of(dense("a", 10, 20), sparse("b", 10, 80));
        assertThat(allocation.densities(layers, 0.75)).containsExactly(1, 50 / 800.0);
        for (double sparsity : new double[] {0.8, 0.9}) {
            assertThatThrownBy(() -> allocation.densities(layers, sparsity))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("200", "1000", String.valueOf((long) ((1 - sparsity) * 1000)));
        }
        List<LayerSize> all = List.of(dense("a", 10, 20), dense("b", 10, 80));
        assertThat(allocation.densities(all, 0)).containsExactly(1, 1);
        assertThatThrownBy(() -> allocation.densities(all, 0.1)).hasMessageContainingAll("1000 of 1000", "900");
    }

    @Test
    void erkKeepsEqualLayersSparseWhereDenseOnesWouldLeaveNothing() {
        List<LayerSize> layers = List.of(sparse("a", 20, 20), sparse("b", 20, 20));
        double[] densities = new ErkAllocation().densities(layers, 0.1);
        assertThat(densities[0]).isCloseTo(0.9, within(1e-12));
        assertThat(densities[1]).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void patternsThatCannotBeSmallEnoughAreRefused() {
        List<LayerRequest> requests = List.of(
                request(sparse("a", 2, 2), "hrbp"),
                request(sparse("b", 2, 2), "hrbp"),
                request(sparse("c", 2, 2), "hrbp"));
        assertThatThrownBy(() -> DensityPlanner.plan(requests, 0.9, new UniformAllocation()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("0.9", "allows 1 of 12", "need 3");
    }

    @Test
    void errorsNameTheLayer() {
        LayerSize size = sparse("middle", 8, 8);
        for (LayerRequest bad : List.of(
                request(size, "hrpb"),
                request(size, "dense"),
                new LayerRequest(size, "hrbp", -1, 0.5, false),
                new LayerRequest(size, "hrbp", 4, 1.5, false))) {
            assertThatThrownBy(() -> DensityPlanner.plan(List.of(bad), 0.5, new UniformAllocation()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Layer \"middle\"");
        }
    }

    @Test
    void classifiersAreForcedDense() {
        assertThat(LayerSize.classifier("a", 10, 64)).isEqualTo(dense("a", 10, 64));
        assertThatThrownBy(() -> Allocations.byId("ERK"))
                .hasMessageContainingAll("\"ERK\"", "[uniform, erk, erk-pure]");
    }
}
