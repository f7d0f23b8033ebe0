/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.program;

import java.util.Arrays;
import java.util.List;

/** The growing tap lists of a program. */
final class Taps {
    private int[] sources = new int[64];
    private int[] positions = new int[64];
    private int size;
    private final int[] order;
    private int weights;

    Taps(int keptCount) {
        order = new int[keptCount];
    }

    void add(int source, int position) {
        if (size == sources.length) {
            sources = Arrays.copyOf(sources, 2 * size);
            positions = Arrays.copyOf(positions, 2 * size);
        }
        sources[size] = source;
        positions[size++] = position;
    }

    int size() {
        return size;
    }

    void weight(int slot) {
        order[weights++] = slot;
    }

    int weights() {
        return weights;
    }

    private boolean inSlotOrder() {
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return false;
            }
        }
        return true;
    }

    PassProgram program(List<List<Strip>> parts, List<List<RunGroup>> chunks) {
        return new PassProgram(
                parts,
                chunks,
                Arrays.copyOf(sources, size),
                Arrays.copyOf(positions, size),
                inSlotOrder() ? null : order);
    }
}
