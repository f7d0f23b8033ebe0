/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.Arrays;

/**
 * Runs of destination pixels of one border class: every pixel reads the same source offsets. A run is contiguous in source
 * and destination. All numbers count elements, batch included.
 */
public final class RunGroup {
    private final int[] offsets;
    private int[] runs = new int[3];
    private int count;
    private int[] vectors = new int[0];

    RunGroup(int[] offsets) {
        this.offsets = offsets;
    }

    void add(int source, int destination, int length) {
        int last = 3 * (count - 1);
        if (count > 0 && runs[last] + runs[last + 2] == source && runs[last + 1] + runs[last + 2] == destination) {
            runs[last + 2] += length;
            return;
        }
        if (runs.length == 3 * count) {
            runs = Arrays.copyOf(runs, 6 * count);
        }
        runs[3 * count] = source;
        runs[3 * count + 1] = destination;
        runs[3 * count + 2] = length;
        count++;
    }

    /** Lists the whole vectors of all runs, for {@link #vectors}. */
    void cut(int lanes) {
        int[] offsets = new int[0];
        int n = 0;
        for (int i = 0; i < count; i++) {
            int here = length(i) / lanes;
            offsets = Arrays.copyOf(offsets, n + 2 * here);
            for (int v = 0; v < here; v++) {
                offsets[n++] = 4 * (source(i) + v * lanes);
                offsets[n++] = 4 * (destination(i) + v * lanes);
            }
        }
        vectors = offsets;
    }

    /**
     * The whole vectors of all runs; what is left at the end of a run is not among them.
     *
     * @return for each vector its byte offset in a source plane and that in a destination plane; not a copy
     */
    public int[] vectors() {
        return vectors;
    }

    /** Source offset of a kernel position, or {@link Axis#OUTSIDE}. */
    int offset(int position) {
        return offsets[position];
    }

    /**
     * Number of runs.
     *
     * @return 1 or more
     */
    public int count() {
        return count;
    }

    /**
     * Where the source offsets of a run count from.
     *
     * @param run index of the run
     * @return element offset in a source plane, possibly outside it
     */
    public int source(int run) {
        return runs[3 * run];
    }

    /**
     * Where a run begins.
     *
     * @param run index of the run
     * @return element offset in a destination plane
     */
    public int destination(int run) {
        return runs[3 * run + 1];
    }

    /**
     * Length of a run.
     *
     * @param run index of the run
     * @return pixels times batch
     */
    public int length(int run) {
        return runs[3 * run + 2];
    }
}
