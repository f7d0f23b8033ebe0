/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.core.storage.StatsStorage;
import org.deeplearning4j.datasets.iterator.utilty.SingletonDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.ui.model.storage.FileStatsStorage;
import org.deeplearning4j.ui.model.storage.InMemoryStatsStorage;
import org.hrbp.kernel.KernelTimes;
import org.hrbp.nn.layers.SparseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Records: their bytes, and what the listener puts into storages. */
class HrbpStatsTest {
    @TempDir
    Path dir;

    private static StepStats example() {
        ChannelMap map = new ChannelMap(3, new int[] {4, 2}, new short[] {0, 3, 1, 2, 0, 0});
        return new StepStats(
                "a session",
                "w",
                77,
                5,
                Map.of("updater", 12L),
                List.of(
                        new LayerStats("conv \"1\"", "hrbp", 28, 162, 3, 9, 0, 0.25, 4, map),
                        new LayerStats("conv2", "hrbp", 28, 162, 3, 9, 1, 0, -1, null)));
    }

    private static List<StepStats> records(StatsStorage storage) {
        return storage.getAllUpdatesAfter("s", HrbpStats.TYPE_ID, "hrbp", 0).stream()
                .map(update -> ((HrbpStats) update).content())
                .toList();
    }

    private static void train(StatsStorage storage, boolean first, int steps) {
        MultiLayerNetwork net = UiNets.net();
        TrainingListener ours = new HrbpStatsListener(storage, "s", 3);
        net.setListeners(first ? List.of(ours, UiNets.dst()) : List.of(UiNets.dst(), ours));
        UiNets.fit(net, 0, steps);
        ChannelMap last = records(storage).stream()
                .map(r -> r.layers().get(0).map())
                .filter(Objects::nonNull)
                .reduce((a, b) -> b)
                .orElseThrow();
        assertThat(last.taps())
                .isEqualTo(
                        ChannelMap.of(((SparseLayer) net.getLayer(0)).pattern()).taps());
    }

    @Test
    void bytesKeepEverything() throws IOException {
        HrbpStats stats = new HrbpStats(example());
        ByteBuffer buffer = ByteBuffer.allocate(stats.encodingLengthBytes());
        stats.encode(buffer);
        buffer.flip();
        HrbpStats fromBuffer = new HrbpStats();
        fromBuffer.decode(buffer);
        HrbpStats fromStream = new HrbpStats();
        fromStream.decode(new ByteArrayInputStream(stats.encode()));
        for (HrbpStats copy : List.of(fromBuffer, fromStream)) {
            assertThat(copy.content()).usingRecursiveComparison().isEqualTo(example());
            assertThat(copy.getSessionID()).isEqualTo("a session");
            assertThat(copy.getTimeStamp()).isEqualTo(77);
        }
    }

    @Test
    void otherBytesAreRefusedAndChangeNothing() {
        HrbpStats stats = new HrbpStats(example());
        byte[] whole = stats.encode();
        byte[] cut = java.util.Arrays.copyOf(whole, whole.length / 2);
        for (byte[] bad : List.of(new byte[0], new byte[] {1, 2, 3}, cut)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stats.decode(bad))
                    .withMessageContaining("no HRBP record");
        }
        assertThat(stats.encode()).isEqualTo(whole);
    }

    @Test
    void aFileHoldsWhatMemoryHoldsWhateverTheOrderOfListeners() throws IOException {
        StatsStorage memory = new InMemoryStatsStorage();
        train(memory, true, 7);
        File file = dir.resolve("ui.dl4j").toFile();
        StatsStorage stored = new FileStatsStorage(file);
        train(stored, false, 7);
        stored.close();
        StatsStorage again = new FileStatsStorage(file);
        assertThat(again.listSessionIDs()).containsExactly("s");
        assertThat(records(again))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*time", ".*nanos")
                .isEqualTo(records(memory));
        again.close();
    }

    @Test
    void recordsTellChurnAndTimes() {
        StatsStorage storage = new InMemoryStatsStorage();
        train(storage, true, 7);
        List<StepStats> records = records(storage);
        assertThat(records.get(0).step()).isEqualTo(-1);
        assertThat(records.get(0).layers()).allSatisfy(layer -> {
            assertThat(layer.map()).isNotNull();
            assertThat(layer.churn()).isZero();
        });
        assertThat(records)
                .anySatisfy(r -> assertThat(r.layers()).anySatisfy(layer -> {
                    assertThat(layer.churn()).isPositive();
                    assertThat(layer.lastUpdate()).isEqualTo(r.step());
                }));
        assertThat(records)
                .filteredOn(r -> r.step() == 3)
                .singleElement()
                .satisfies(r -> assertThat(r.nanos())
                        .containsKeys("conv forward", "conv weight gradient", "updater", "framework and data"));
    }

    @Test
    void nothingIsTimedAfterAnEpoch() {
        MultiLayerNetwork net = UiNets.net();
        net.setListeners(new HrbpStatsListener(new InMemoryStatsStorage(), "s", 1));
        INDArray x = Nd4j.ones(DataType.FLOAT, 4, 5, 6, 6);
        net.fit(new SingletonDataSetIterator(new DataSet(x, Nd4j.ones(DataType.FLOAT, 4, 3))), 2);
        net.output(x);
        assertThat(KernelTimes.stop().values())
                .allSatisfy(total -> assertThat(total.calls()).isZero());
    }

    @Test
    void aListenerRefusesWhatItCannotUse() {
        StatsStorage storage = new InMemoryStatsStorage();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HrbpStatsListener(storage, " ", 1))
                .withMessageContaining("Session");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HrbpStatsListener(storage, "s", 0))
                .withMessageContaining("Frequency 0");
    }
}
