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

    @Test
    void layersAreBuiltAsPlanned() {
        PaperNet net = PaperNet.resnet(16, 5);
        DensityPlan plan = DensityPlanner.plan(net.requests("hrbp"), 0.9, new ErkAllocation());
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
        assertThat(plan.layer("fc").structureId()).isEqualTo("dense");
        assertThat(plan.layer("shortcut2").structureId()).isEqualTo("dense");
        assertThat(plan.layer("stage3block2a").structureId()).isEqualTo("hrbp");
        assertThat(plan.layer("stage3block2a").targetDensity()).isCloseTo(0.07, within(0.01));
        assertThatThrownBy(() -> plan.layer("conv9")).hasMessageContainingAll("conv9", "conv1", "fc");
    }

    @Test
    void remaindersAreCarriedToTheNextLayer() {
        List<LayerRequest> requests = List.of(
                LayerRequest.of(sparse("a", 16, 10), "hrbp"),
                LayerRequest.of(sparse("b", 16, 10), "hrbp"),
                LayerRequest.of(sparse("c", 16, 10), "unstructured"));
        DensityPlan plan = DensityPlanner.plan(requests, 0.85, new UniformAllocation());
        // 24 weights each; a group's column is 16
        assertThat(plan.layers().stream().map(l -> l.spec().budget())).containsExactly(24, 32, 24);
        assertThat(plan.layers().stream().map(LayerPlan::kept)).containsExactly(16, 32, 24);
        assertThat(plan.keptWeights()).isEqualTo(72);
    }

    @Test
    void theRoundingOfUnstructuredLayersAddsUpExactly() {
        List<LayerRequest> requests = List.of(
                LayerRequest.of(sparse("a", 3, 3), "unstructured"),
                LayerRequest.of(sparse("b", 3, 3), "unstructured"),
                LayerRequest.of(sparse("c", 3, 3), "unstructured"),
                LayerRequest.of(sparse("d", 3, 1), "unstructured"));
        DensityPlan plan = DensityPlanner.plan(requests, 0.5, new UniformAllocation());
        assertThat(plan.keptWeights()).isEqualTo(15);
        assertThat(plan.actualDensity()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uniform", "erk", "erk-pure"})
    void sparsityZeroKeepsEverything(String id) {
        PaperNet net = PaperNet.resnet(16, 1);
        DensityPlan plan = DensityPlanner.plan(net.requests("hrbp"), 0, Allocations.byId(id));
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
                LayerRequest.of(sparse("a", 2, 2), "hrbp"),
                LayerRequest.of(sparse("b", 2, 2), "hrbp"),
                LayerRequest.of(sparse("c", 2, 2), "hrbp"));
        assertThatThrownBy(() -> DensityPlanner.plan(requests, 0.9, new UniformAllocation()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("0.9", "allows 1 of 12", "need 3");
    }

    @Test
    void errorsNameTheLayer() {
        LayerSize size = sparse("middle", 8, 8);
        for (LayerRequest bad : List.of(
                LayerRequest.of(size, "hrpb"),
                LayerRequest.of(size, "dense"),
                new LayerRequest(size, "hrbp", 0, 0.5, false),
                new LayerRequest(size, "hrbp", 4, 1.5, false))) {
            assertThatThrownBy(() -> DensityPlanner.plan(List.of(bad), 0.5, new UniformAllocation()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Layer \"middle\"");
        }
    }

    @Test
    void layersAreForcedDenseByTheirPlace() {
        assertThat(LayerSize.convolution("a", new WeightShape(16, 3, 3, 3)).forcedDense())
                .isTrue();
        assertThat(LayerSize.convolution("a", new WeightShape(16, 7, 3, 3)).forcedDense())
                .isTrue();
        assertThat(LayerSize.convolution("a", new WeightShape(16, 8, 3, 3)).forcedDense())
                .isFalse();
        assertThat(LayerSize.classifier("a", 10, 64)).isEqualTo(dense("a", 10, 64));
        assertThatThrownBy(() -> Allocations.byId("ERK"))
                .hasMessageContainingAll("\"ERK\"", "[uniform, erk, erk-pure]");
    }
}
