/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.ArrayList;
import java.util.List;
import org.hrbp.listener.TopologyMetrics;

/**
 * How far a run is; part of its checkpoint, so that model and metrics can never disagree.
 *
 * @param kernel kernels that the last epoch ran on; others add in another order (a {@linkplain org.hrbp.kernel.KernelProvider#signature() signature})
 * @param epochs the epochs that are done
 * @param topology the topology updates so far
 * @param part what is done of the next epoch
 */
record RunState(String kernel, List<EpochRow> epochs, List<TopologyMetrics> topology, EpochPart part) {

    RunState {
        epochs = List.copyOf(epochs);
        topology = List.copyOf(topology);
    }

    static RunState start(String kernel) {
        return new RunState(kernel, List.of(), List.of(), EpochPart.NONE);
    }

    RunState on(String otherKernel) {
        return new RunState(otherKernel, epochs, topology, part);
    }

    RunState with(EpochRow row, List<TopologyMetrics> updates) {
        List<EpochRow> all = new ArrayList<>(epochs);
        all.add(row);
        return new RunState(kernel, all, updates, EpochPart.NONE);
    }

    RunState within(EpochPart done, List<TopologyMetrics> updates) {
        return new RunState(kernel, epochs, updates, done);
    }

    int epochsDone() {
        return epochs.size();
    }

    double bestTestAccuracy() {
        return epochs.stream().mapToDouble(EpochRow::testAccuracy).max().orElse(0);
    }

    /** The median over the epochs, so that one disturbed epoch does not count. */
    double secondsPerStep() {
        return Median.of(epochs.stream().mapToDouble(EpochRow::secondsPerStep).toArray());
    }
}
