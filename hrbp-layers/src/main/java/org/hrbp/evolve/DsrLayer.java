/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.Arrays;

/** One layer in an update of {@link Dsr}. */
final class DsrLayer {
    final int[] kept;
    final int[] dropped;
    final int nonZeroSurvivors;
    private final Units units;
    private final double[] values;
    private final int[] survivors;
    private final Draws draws;

    DsrLayer(Units units, double threshold, Draws draws) {
        this.units = units;
        this.draws = draws;
        this.kept = units.kept(0);
        this.values = units.values(0);
        this.dropped = drop(threshold);
        this.survivors = Selection.without(kept, dropped);
        this.nonZeroSurvivors = (int) Arrays.stream(Selection.pick(kept, values, survivors))
                .filter(v -> v != 0)
                .count();
    }

    private int[] drop(double threshold) {
        int below =
                (int) Arrays.stream(values).filter(v -> Math.abs(v) < threshold).count();
        return DropCriterion.smallest(kept, values, Math.min(below, kept.length - 1), draws);
    }

    int roomToGrow() {
        return Math.min(units.topology.capacity() - survivors.length, units.poolSize() - kept.length);
    }

    int roomToReturn(int grown) {
        return Math.min(units.topology.capacity() - survivors.length - grown, dropped.length);
    }

    TopologyUpdate update(int grown, int returned, long step, float nextThreshold) {
        int[] free = Selection.gaps(0, units.poolSize(), kept);
        int[] fresh = Selection.random(free, grown, unit -> draws.at(Draws.Stream.GROW, unit));
        int[] gone = DropCriterion.smallest(
                dropped, Selection.pick(kept, values, dropped), dropped.length - returned, draws);
        int[] next = Selection.union(Selection.without(kept, gone), fresh);
        return units.update(new int[][] {next}, returned, step, nextThreshold);
    }
}
