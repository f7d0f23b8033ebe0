/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a run is; part of its checkpoint, so that model and metrics can never disagree.
 *
 * @param epochs the epochs that are done
 */
record RunState(List<EpochRow> epochs) {
    static final RunState START = new RunState(List.of());

    RunState {
        epochs = List.copyOf(epochs);
    }

    RunState with(EpochRow row) {
        List<EpochRow> all = new ArrayList<>(epochs);
        all.add(row);
        return new RunState(all);
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
