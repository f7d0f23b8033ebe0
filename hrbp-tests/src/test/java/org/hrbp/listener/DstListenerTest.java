/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.hrbp.evolve.DeepR;
import org.hrbp.evolve.Dsr;
import org.hrbp.evolve.DstMethods;
import org.hrbp.evolve.UpdateSchedule;
import org.hrbp.evolve.Values;
import org.hrbp.nn.layers.SparseLayer;
import org.hrbp.pattern.Pattern;
import org.hrbp.pattern.PatternCodec;
import org.hrbp.pattern.PatternSpec;
import org.hrbp.pattern.PatternState;
import org.hrbp.pattern.Structures;
import org.hrbp.pattern.WeightShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;

/** Defaults, the ways to train, and what is refused. */
class DstListenerTest {
    private static HrbpDstListenerBuilder builder() {
        return HrbpDstListener.builder().totalSteps(20).interval(2).dropFraction(0.5);
    }

    private static MultiLayerNetwork net(Layer... layers) {
        return DstNets.mln(DstNets.base(DataType.FLOAT, new Nesterovs(0.05, 0.9)), layers);
    }

    @Test
    void theMethodFollowsTheNetwork() {
        for (String id : List.of("hrbp", "rigl")) {
            MultiLayerNetwork net = net(DstNets.sparse(id));
            HrbpDstListener listener = builder().build();
            net.setListeners(listener);
            DstNets.fit(net, 0, 3);
            assertThat(listener.layers()).containsExactly("conv1", "conv2", "fc");
            assertThat(listener.last())
                    .isNotNull()
                    .extracting(TopologyMetrics::method)
                    .isEqualTo(id);
        }
    }

    @Test
    void iteratorsTrainLikeSingleBatches() {
        List<DataSet> batches = IntStream.range(0, 7)
                .mapToObj(i -> DstNets.data(DataType.FLOAT, i))
                .toList();
        MultiLayerNetwork single = net(DstNets.sparse("hrbp"));
        MultiLayerNetwork iterated = net(DstNets.sparse("hrbp"));
        single.setListeners(builder().build());
        iterated.setListeners(builder().build());
        DstNets.fit(single, 0, 7);
        iterated.fit(new ExistingDataSetIterator(batches), 1);
        assertThat(iterated.params()).isEqualTo(single.params());
    }

    @Test
    void frozenAndUnnamedLayersAreLeftAlone() {
        Layer[] layers = DstNets.sparse("rigl");
        layers[0] = new FrozenLayer(layers[0]);
        MultiLayerNetwork net = net(layers);
        HrbpDstListener listener = builder().build();
        net.setListeners(listener);
        INDArray before = net.getLayer(0).params().dup();
        DstNets.fit(net, 0, 5);
        assertThat(net.getLayer(0).params()).isEqualTo(before);
        assertThat(listener.layers()).containsExactly("conv2", "fc");

        MultiLayerNetwork other = net(DstNets.sparse("rigl"));
        Pattern conv1 = DstNets.layer(other, "conv1").pattern();
        HrbpDstListener named = builder().layers("fc").build();
        other.setListeners(named);
        DstNets.fit(other, 0, 5);
        assertThat(named.layers()).containsExactly("fc");
        assertThat(DstNets.layer(other, "conv1").pattern()).isEqualTo(conv1);
        assertThat(named.updates()).isEqualTo(2);
    }

    @Test
    void deepRStartsFromItsSignsAndAddsItsTermToMeanGradients() {
        MultiLayerNetwork net = DstNets.mln(DstNets.base(DataType.DOUBLE, new Sgd(0.1)), DstNets.sparse("deepr"));
        MultiLayerNetwork plain = net.clone();
        DeepR method = new DeepR(0.01, 1e-2);
        net.setListeners(builder().method(method).seed(5).build());
        DstNets.fit(net, 0, 1);
        DstNets.fit(plain, 0, 1);
        int[] places = DstNets.layer(net, "conv1").pattern().denseIndices();
        MultiLayerNetwork start = DstNets.mln(DstNets.base(DataType.DOUBLE, new Sgd(0.1)), DstNets.sparse("deepr"));
        INDArray w = start.getLayer(0).getParam("W");
        INDArray plainStep = plain.getLayer(0).getParam("W").sub(w);
        Values initial = method.initialWeights("conv1", places, Values.of(w.toDoubleVector()), 5);
        Values term = method.at("conv1", places, 0, 0, 5);
        INDArray now = net.getLayer(0).getParam("W");
        for (int i = 0; i < places.length; i++) {
            assertThat(now.getDouble(i))
                    .isCloseTo(initial.get(i) + plainStep.getDouble(i) - 0.1 * term.get(i), within(1e-12));
        }
        assertThat(DstNets.layer(net, "conv1").patternState().scalar()).isEqualTo(1);
    }

    @Test
    void rowsGoToTheFile(@TempDir Path folder) throws IOException {
        Path csv = folder.resolve("metrics.csv");
        MultiLayerNetwork net = net(DstNets.sparse("hrbp"));
        HrbpDstListener listener = builder().csv(csv).build();
        net.setListeners(listener);
        DstNets.fit(net, 0, 5);
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo(TopologyMetrics.CSV_HEADER);
        assertThat(lines.get(2))
                .startsWith("4,hrbp,")
                .isEqualTo(Objects.requireNonNull(listener.last()).toCsv());
        assertThatThrownBy(() -> builder().csv(folder.resolve("none/metrics.csv")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("metrics.csv");
    }

    @Test
    void aSecondNetworkIsRefused() {
        HrbpDstListener listener = builder().build();
        MultiLayerNetwork first = net(DstNets.sparse("hrbp"));
        MultiLayerNetwork second = net(DstNets.sparse("hrbp"));
        first.setListeners(listener);
        second.setListeners(listener);
        DstNets.fit(first, 0, 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> DstNets.fit(second, 0, 1))
                .withMessageContaining("replicas");
        DstNets.fit(first, 1, 3);
        assertThat(listener.updates()).isEqualTo(1);
    }

    private static void refused(HrbpDstListenerBuilder builder, String message, Layer... layers) {
        MultiLayerNetwork net = net(layers);
        INDArray before = net.params().dup();
        net.setListeners(builder.build());
        assertThatIllegalStateException()
                .isThrownBy(() -> DstNets.fit(net, 0, 1))
                .withMessageContaining(message);
        assertThat(net.params()).isEqualTo(before);
    }

    @Test
    void whatDoesNotGoTogetherIsRefusedBeforeTheFirstStep() {
        refused(builder(), "no layer to update", DstNets.stock());
        refused(builder().method("rigl"), "\"conv1\": DST method \"rigl\"", DstNets.sparse("hrbp"));
        refused(builder().method("hrbp"), "\"unstructured\"", DstNets.sparse("rigl"));
        refused(builder().method("dsr"), "\"conv1\": DST method \"dsr\" moves weights", DstNets.sparse("rigl"));
        refused(builder().layers("conv1", "out"), "[out]", DstNets.sparse("rigl"));
        refused(builder().repickPositions(2), "COLUMN", DstNets.sparse("rigl"));
    }

    @Test
    void dsrNeedsAFreeSlotSomewhereButNotInEveryLayer() {
        Layer[] layers = DstNets.sparse("dsr");
        MultiLayerNetwork net = net(layers);
        fill(net, "conv1");
        net.setListeners(builder().method("dsr").build());
        DstNets.fit(net, 0, 3);

        MultiLayerNetwork full = net(DstNets.sparse("dsr"));
        for (String name : List.of("conv1", "conv2", "fc")) {
            fill(full, name);
        }
        full.setListeners(builder().method("dsr").build());
        assertThatIllegalStateException()
                .isThrownBy(() -> DstNets.fit(full, 0, 1))
                .withMessageContaining("free slot");
    }

    /** Gives a layer a pattern that uses all its slots. */
    private static void fill(MultiLayerNetwork net, String name) {
        SparseLayer layer = DstNets.layer(net, name);
        WeightShape shape = layer.pattern().shape();
        int slots = (int) net.getLayer(name).getParam("W").length();
        PatternSpec spec = PatternSpec.of(shape, (slots + 0.5) / shape.size()).withSeed(1);
        Pattern pattern = Structures.byId("unstructured").buildRandom(spec);
        assertThat(pattern.keptCount()).isEqualTo(slots);
        layer.setPatternState(PatternState.initial(pattern, "unstructured"));
    }

    @Test
    void badSettingsAreRefusedByTheBuilder() {
        assertThatIllegalStateException()
                .isThrownBy(() -> HrbpDstListener.builder().build());
        assertThatIllegalArgumentException().isThrownBy(() -> builder().totalSteps(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HrbpDstListener.builder().totalSteps(50).build())
                .withMessageContaining("cannot fit");
        assertThatIllegalArgumentException().isThrownBy(() -> builder().method("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().repickPositions(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().until(2).build());
        UpdateSchedule schedule = UpdateSchedule.forTotalSteps(1000);
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().schedule(schedule).build());
        assertThatIllegalStateException()
                .isThrownBy(() -> HrbpDstListener.builder()
                        .method(DstMethods.byId("deepr"))
                        .schedule(schedule)
                        .build())
                .withMessageContaining("totalSteps");
    }

    @Test
    void dsrsCapacitiesFitFullLayers() {
        WeightShape shape = new WeightShape(5, 4, 3, 3);
        assertThat(Dsr.weightCapacity(shape, 30)).isEqualTo(60);
        assertThat(Dsr.weightCapacity(shape, 100)).isEqualTo(180);
        Pattern pattern = Structures.byId("unstructured")
                .buildRandom(PatternSpec.of(shape, 60 / 180.0).withSeed(1));
        assertThat(Dsr.patternCapacity(shape, pattern.keptCount()))
                .isEqualTo(PatternCodec.HEADER_LENGTH + pattern.indexEntries());
    }
}
