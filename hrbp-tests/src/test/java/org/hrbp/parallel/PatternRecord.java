/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.parallel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The patterns with which all replicas computed, by step. */
final class PatternRecord extends BaseTrainingListener {
    final SortedMap<Integer, List<Integer>> hashes = new ConcurrentSkipListMap<>();

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        add(model);
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        add(model);
    }

    private void add(Model model) {
        hashes.computeIfAbsent(ParallelNets.iteration(model), step -> new CopyOnWriteArrayList<>())
                .add(ParallelNets.patternHash(model));
    }

    /** Every worker computed in every step, all with the same pattern. */
    void assertEqual(int workers, int steps) {
        assertThat(hashes).hasSize(steps);
        hashes.forEach((step, found) ->
                assertThat(found).as("step %s", step).hasSize(workers).containsOnly(found.get(0)));
    }

    long patterns() {
        return new HashSet<>(hashes.values().stream().map(found -> found.get(0)).toList()).size();
    }
}
