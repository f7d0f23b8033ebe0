/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import org.hrbp.kernel.program.PassProgram;
import org.hrbp.kernel.program.WeightProgram;

/** Heap arrays of one thread. */
final class Scratch {
    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    /** Four vectors per row of a strip. */
    final float[] rows = new float[PassProgram.STRIP_ROWS * 4 * Lanes.LENGTH];

    /** The last vector of a run, per row. */
    final float[] tail = new float[PassProgram.STRIP_ROWS * Lanes.LENGTH];

    /** One vector per weight of a group of tiles. */
    final float[] weights = new float[WeightProgram.GROUP_WEIGHTS * Lanes.LENGTH];

    /** Ends of runs that wait for more. */
    final Leftovers leftovers = new Leftovers();

    private Scratch() {}

    static Scratch get() {
        return OF_THREAD.get();
    }
}
