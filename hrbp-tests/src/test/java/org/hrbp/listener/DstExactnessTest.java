/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.hrbp.evolve.Dsr;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.DstMethods;
import org.hrbp.evolve.LayerTopology;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.evolve.Unit;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.model.HrbpUpdater;
import org.hrbp.nn.params.UpdaterState;
import org.hrbp.pattern.Block;
import org.hrbp.pattern.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;

/** What an update changes, and that it changes nothing if it fails. */
class DstExactnessTest {
    private static final UpdateSchedule SCHEDULE = new UpdateSchedule(2, 2, 20, 0.5, UpdateSchedule.Decay.COSINE);
    private static final List<String> NAMES = List.of("conv1", "conv2", "fc");

    /** Weights, gradients and updater state of all layers by dense index. */
    private static final class Snapshot extends BaseTrainingListener {
        private final Map<String, Pattern> patterns = new HashMap<>();
        private final Map<String, double[][]> parts = new HashMap<>();

        @Override
        public void onGradientCalculation(Model model) {
            for (String name : NAMES) {
                var layer = (org.deeplearning4j.nn.api.Layer) DstNets.layer(model, name);
                patterns.put(name, DstNets.layer(model, name).pattern());
                List<double[]> arrays = new ArrayList<>();
                arrays.add(layer.getParam("W").toDoubleVector());
                double[] gradients = layer.getGradientsViewArray().toDoubleVector();
                arrays.add(Arrays.copyOf(gradients, arrays.get(0).length));
                for (UpdaterState state : UpdaterState.of(model, true)) {
                    if (state.name().equals(name) && state.param().equals("W")) {
                        for (int p = 0; p < state.parts(); p++) {
                            double[] values = new double[state.length()];
                            Arrays.setAll(values, state.part(p)::get);
                            arrays.add(values);
                        }
                    }
                }
                parts.put(name, arrays.toArray(new double[0][]));
            }
        }

        Pattern pattern(String name) {
            return Objects.requireNonNull(patterns.get(name));
        }

        double[][] parts(String name) {
            return Objects.requireNonNull(parts.get(name));
        }

        /** For each dense place its slot, or -1. */
        int[] slots(String name) {
            int[] slots = new int[pattern(name).shape().size()];
            Arrays.fill(slots, -1);
            int[] places = pattern(name).denseIndices();
            for (int slot = 0; slot < places.length; slot++) {
                slots[places[slot]] = slot;
            }
            return slots;
        }
    }

    /** Compares all parts but one, if any, and counts what has grown. */
    private static int checkUpdate(Snapshot before, Snapshot after, String name, int except) {
        int[] old = before.slots(name);
        int[] now = after.slots(name);
        double[][] oldParts = before.parts(name);
        double[][] newParts = after.parts(name);
        assertThat(newParts).hasDimensions(oldParts.length, oldParts[0].length);
        int grown = 0;
        for (int place = 0; place < now.length; place++) {
            for (int part = 0; now[place] >= 0 && part < newParts.length; part++) {
                if (part != except || old[place] < 0) {
                    double expected = old[place] < 0 ? 0 : oldParts[part][old[place]];
                    assertThat(newParts[part][now[place]]).isEqualTo(expected);
                }
            }
            grown += now[place] >= 0 && old[place] < 0 ? 1 : 0;
        }
        for (double[] part : newParts) {
            for (int slot = after.pattern(name).keptCount(); slot < part.length; slot++) {
                assertThat(part[slot]).isZero();
            }
        }
        return grown;
    }

    @ParameterizedTest
    @CsvSource({
        "hrbp,adam,false",
        "rigl,nesterovs,true",
        "set,nesterovs,false",
        "deepr,adam,true",
        "dsr,nesterovs,false",
        "dsr,fused,false",
        "hrbp,fused,true"
    })
    void grownWeightsStartAtZeroAndAllOthersKeepEverything(String id, String updater, boolean graph) {
        var base = DstNets.base(DataType.FLOAT, updater.equals("adam") ? new Adam(0.01) : new Nesterovs(0.05, 0.9))
                .l2(1e-3);
        if (!updater.equals("fused")) {
            base.gradientNormalization(GradientNormalization.ClipL2PerLayer).gradientNormalizationThreshold(1);
        }
        if (updater.equals("adam")) {
            base.dropOut(0.8);
        }
        Model net = graph ? DstNets.graph(base, DstNets.sparse(id)) : DstNets.mln(base, DstNets.sparse(id));
        if (updater.equals("fused")) {
            HrbpUpdater.attach(net);
        }
        Snapshot before = new Snapshot();
        Snapshot after = new Snapshot();
        HrbpDstListener dst = HrbpDstListener.builder()
                .method(id.equals("dsr") ? new Dsr(20) : DstMethods.byId(id))
                .schedule(SCHEDULE)
                .totalSteps(30)
                .build();
        listen(net, before, dst, after);
        int gradientWithNoise = id.equals("deepr") ? 1 : -1;
        int grown = 0;
        int total = 0;
        boolean countsMoved = false;
        for (int step = 0; step < 21; step++) {
            DstNets.fit(net, step, step + 1);
            int kept = 0;
            for (String name : NAMES) {
                if (SCHEDULE.updatesAt(step)) {
                    grown += checkUpdate(before, after, name, gradientWithNoise);
                }
                kept += after.pattern(name).keptCount();
                countsMoved |=
                        after.pattern(name).keptCount() != before.pattern(name).keptCount();
            }
            assertThat(total).isIn(0, kept);
            total = kept;
            assertThat(net.params().isNaN().any()).isFalse();
        }
        assertThat(dst.updates()).isEqualTo(9);
        assertThat(dst.grown()).isEqualTo(dst.dropped());
        assertThat(grown).isPositive();
        assertThat(countsMoved).isEqualTo(id.equals("dsr"));
        TopologyMetrics last = Objects.requireNonNull(dst.last());
        assertThat(last.step()).isEqualTo(18);
        assertThat(last.everLivedRate()).isEqualTo(dst.everLived().rate()).isGreaterThanOrEqualTo(last.density());
    }

    private static void listen(Model net, BaseTrainingListener... listeners) {
        if (net instanceof ComputationGraph graph) {
            graph.setListeners(listeners);
        } else {
            ((MultiLayerNetwork) net).setListeners(listeners);
        }
    }

    @Test
    void groupsKeepRowsPositionsAndChannelCounts() {
        MultiLayerNetwork net =
                DstNets.mln(DstNets.base(DataType.FLOAT, new Nesterovs(0.05, 0.9)), DstNets.sparse("hrbp"));
        List<Block> before = DstNets.layer(net, "conv2").pattern().blocks();
        net.setListeners(HrbpDstListener.builder().schedule(SCHEDULE).build());
        DstNets.fit(net, 0, 9);
        List<Block> after = DstNets.layer(net, "conv2").pattern().blocks();
        assertThat(after).isNotEqualTo(before);
        for (int g = 0; g < before.size(); g++) {
            assertThat(after.get(g).rows()).isEqualTo(before.get(g).rows());
            assertThat(after.get(g).positions()).isEqualTo(before.get(g).positions());
            assertThat(after.get(g).channels()).hasSameSizeAs(before.get(g).channels());
        }
    }

    @Test
    void everyKthUpdateCanRepickPositions() {
        MultiLayerNetwork net =
                DstNets.mln(DstNets.base(DataType.FLOAT, new Nesterovs(0.05, 0.9)), DstNets.sparse("hrbp"));
        List<String> methods = new ArrayList<>();
        net.setListeners(HrbpDstListener.builder()
                .schedule(SCHEDULE)
                .repickPositions(2)
                .rows(row -> methods.add(row.method()))
                .build());
        int kept = DstNets.layer(net, "conv1").pattern().keptCount();
        DstNets.fit(net, 0, 9);
        assertThat(methods).containsExactly("hrbp", "hrbp-positions", "hrbp", "hrbp-positions");
        assertThat(DstNets.layer(net, "conv1").pattern().keptCount()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUpdateCanReplaceTheStep(boolean graph) {
        var base = DstNets.base(DataType.FLOAT, new Adam(0.01)).l2(1e-3);
        Model net = graph ? DstNets.graph(base, DstNets.sparse("rigl")) : DstNets.mln(base, DstNets.sparse("rigl"));
        HrbpUpdater.attach(net);
        Object updater = updater(net);
        Snapshot after = new Snapshot();
        listen(
                net,
                HrbpDstListener.builder().schedule(SCHEDULE).replacesStep(true).build(),
                after);
        DstNets.fit(net, 0, 2);
        INDArray bias = paramTable(net).dup();
        DstNets.fit(net, 2, 3);
        assertThat(updater(net)).isSameAs(updater);
        assertThat(paramTable(net)).isEqualTo(bias);
        Snapshot done = new Snapshot();
        done.onGradientCalculation(net);
        for (String name : NAMES) {
            double[][] parts = after.parts(name);
            double[][] kept = done.parts(name);
            assertThat(kept[0]).isEqualTo(parts[0]);
            assertThat(kept[2]).isEqualTo(parts[2]);
            assertThat(kept[3]).isEqualTo(parts[3]);
        }
        DstNets.fit(net, 3, 4);
        assertThat(paramTable(net)).isNotEqualTo(bias);
    }

    private static Object updater(Model net) {
        return net instanceof ComputationGraph graph ? graph.getUpdater() : ((MultiLayerNetwork) net).getUpdater();
    }

    private static INDArray paramTable(Model net) {
        return net instanceof ComputationGraph graph
                ? graph.getLayer("out").params()
                : ((MultiLayerNetwork) net).getOutputLayer().params();
    }

    /** A method that fails. */
    private record Failing(String way) implements DstMethod {
        private static final DstMethod RIGL = DstMethods.byId("rigl");

        @Override
        public String id() {
            return "failing";
        }

        @Override
        public Unit unit() {
            return Unit.WEIGHT;
        }

        @Override
        public boolean needsGradient() {
            return true;
        }

        @Override
        public List<TopologyUpdate> plan(List<LayerTopology> layers, long step, double fraction, long seed) {
            List<TopologyUpdate> updates = new ArrayList<>(RIGL.plan(layers, step, fraction, seed));
            switch (way) {
                case "throws" -> throw new IllegalStateException("method failed");
                case "fewer" -> updates.remove(2);
                case "swapped" -> updates.add(updates.remove(0));
                case "step" ->
                    updates.set(2, RIGL.plan(layers, step + 1, fraction, seed).get(2));
                default -> updates.set(2, elsewhere(layers.get(2), step, seed));
            }
            return updates;
        }

        /** An update of the update: its sources are not where the layer has them. */
        private static TopologyUpdate elsewhere(LayerTopology layer, long step, long seed) {
            TopologyUpdate first = RIGL.plan(List.of(layer), step, 0.7, seed).get(0);
            LayerTopology moved = new LayerTopology(layer.layer(), first.state(), layer.weights(), layer.gradient());
            return RIGL.plan(List.of(moved), step, 0.7, seed + 1).get(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "throws,method failed",
        "fewer,2 updates for the 3 layers",
        "swapped,of layer",
        "step,of step 3",
        "elsewhere,source"
    })
    void aFailedUpdateLeavesTheStateWhole(String way, String message) {
        MultiLayerNetwork net = DstNets.mln(DstNets.base(DataType.FLOAT, new Adam(0.01)), DstNets.sparse("rigl"));
        net.setListeners(HrbpDstListener.builder()
                .method(new Failing(way))
                .schedule(SCHEDULE)
                .build());
        DstNets.fit(net, 0, 2);
        INDArray params = net.params().dup();
        INDArray state = DstNets.state(net).dup();
        assertThatThrownBy(() -> DstNets.fit(net, 2, 3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(message);
        assertThat(net.params()).isEqualTo(params);
        assertThat(DstNets.state(net)).isEqualTo(state);
        assertThat(net.getIterationCount()).isEqualTo(2);
        net.setListeners(HrbpDstListener.builder().schedule(SCHEDULE).build());
        DstNets.fit(net, 2, 4);
        assertThat(DstNets.layer(net, "fc").patternState().lastUpdateStep()).isEqualTo(2);
    }
}
