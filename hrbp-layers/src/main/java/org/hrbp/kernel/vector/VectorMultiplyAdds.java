/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.hrbp.kernel.MachineCeilings;

/** As many multiply-adds at once as hide the latency of each, and as few as fit in 16 registers with their factors. */
public final class VectorMultiplyAdds implements MachineCeilings.MultiplyAdds {
    private static final int SUMS = 12;

    /** Made by name. */
    public VectorMultiplyAdds() {}

    @Override
    public float run(int rounds) {
        FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, 0.5f);
        FloatVector term = FloatVector.broadcast(Lanes.SPECIES, 1);
        FloatVector a = term;
        FloatVector b = term;
        FloatVector c = term;
        FloatVector d = term;
        FloatVector e = term;
        FloatVector f = term;
        FloatVector g = term;
        FloatVector h = term;
        FloatVector i = term;
        FloatVector j = term;
        FloatVector k = term;
        FloatVector l = term;
        for (int round = 0; round < rounds; round++) {
            a = a.fma(factor, term);
            b = b.fma(factor, term);
            c = c.fma(factor, term);
            d = d.fma(factor, term);
            e = e.fma(factor, term);
            f = f.fma(factor, term);
            g = g.fma(factor, term);
            h = h.fma(factor, term);
            i = i.fma(factor, term);
            j = j.fma(factor, term);
            k = k.fma(factor, term);
            l = l.fma(factor, term);
        }
        FloatVector sum = a.add(b).add(c).add(d).add(e).add(f);
        return sum.add(g).add(h).add(i).add(j).add(k).add(l).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public int flopsPerRound() {
        return 2 * SUMS * Lanes.LENGTH;
    }
}
