/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.hrbp.kernel.HrbpThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Training gives the same bits again, on any number of kernel threads, and beside other models. */
class BitIdentityTest {
    private static final int CLASSES = 3;
    private static final int STEPS = 4;
    private static final int THREADS = HrbpThreads.threads();

    @AfterEach
    void restoreThreads() {
        HrbpThreads.setThreads(THREADS);
    }

    /** Two batches of a size with a full and a partial vector. */
    private static List<DataSet> data(ZooBuilder<?> net) {
        List<DataSet> batches = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            batches.add(new DataSet(
                    ZooData.images(19, net.channels, net.height, seed), ZooData.labels(net.dataType, 19, CLASSES)));
        }
        return batches;
    }

    private static void train(ComputationGraph graph, List<DataSet> batches) {
        for (int step = 0; step < STEPS; step++) {
            graph.fit(batches.get(step % batches.size()));
        }
    }

    /** Parameters, momentum and score, as bits. */
    private static List<Integer> bits(ComputationGraph graph) {
        List<Integer> bits = new ArrayList<>();
        for (float[] values : List.of(
                graph.params().dup().data().asFloat(),
                graph.getUpdater().getUpdaterStateViewArray().dup().data().asFloat())) {
            for (float value : values) {
                bits.add(Float.floatToRawIntBits(value));
            }
        }
        bits.add(Float.floatToRawIntBits((float) graph.score()));
        return bits;
    }

    private static List<Integer> trained(ZooBuilder<?> net, List<DataSet> batches) {
        ComputationGraph graph = net.build().init();
        train(graph, batches);
        return bits(graph);
    }

    private static ZooBuilder<?> resNet(String structure) {
        return ResNetCifar.builder()
                .depth(8)
                .width(16)
                .classes(CLASSES)
                .input(12, 12, 3)
                .structure(structure)
                .updater(new Nesterovs(0.05, 0.9));
    }

    static Stream<ZooBuilder<?>> nets() {
        return Stream.of(
                resNet("hrbp"),
                resNet("unstructured"),
                resNet("dense"),
                SmallCnn.builder().classes(CLASSES).input(11, 11, 1).updater(new Nesterovs(0.05, 0.9)));
    }

    @ParameterizedTest
    @MethodSource("nets")
    void everyRunAndEveryNumberOfThreadsGivesTheSameBits(ZooBuilder<?> net) {
        List<DataSet> batches = data(net);
        HrbpThreads.setThreads(1);
        List<Integer> start = bits(net.build().init());
        List<Integer> expected = trained(net, batches);
        assertThat(expected).isNotEqualTo(start);
        for (int threads : new int[] {1, 2, 2, 3}) {
            HrbpThreads.setThreads(threads);
            assertThat(trained(net, batches).equals(expected))
                    .as("%d threads", threads)
                    .isTrue();
        }
    }

    /** Different nets at once: whatever one leaves in shared state, another would find. */
    @Test
    void modelsInParallelGiveTheBitsThatEachGivesAlone() throws Exception {
        HrbpThreads.setThreads(3);
        List<ZooBuilder<?>> nets = nets().toList();
        List<List<Integer>> expected = new ArrayList<>();
        List<Callable<List<Integer>>> calls = new ArrayList<>();
        CyclicBarrier begin = new CyclicBarrier(nets.size());
        for (ZooBuilder<?> net : nets) {
            List<DataSet> batches = data(net);
            expected.add(trained(net, batches));
            // initial weights come from one generator, so no two nets are initialised at once
            ComputationGraph graph = net.build().init();
            calls.add(() -> {
                begin.await();
                train(graph, batches);
                return bits(graph);
            });
        }
        ExecutorService callers = Executors.newFixedThreadPool(nets.size());
        try {
            List<Future<List<Integer>>> results = callers.invokeAll(calls);
            for (int i = 0; i < nets.size(); i++) {
                assertThat(results.get(i).get().equals(expected.get(i)))
                        .as("net %d", i)
                        .isTrue();
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
