/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import java.util.ArrayList;
import java.util.List;

/**
 * Drops units by one criterion and grows as many in the same layer (the same group, for HRBP) by another. The number of kept
 * units of each layer and group stays.
 *
 * <p>Where fewer places are free than units were dropped (random growth does not take dropped ones back), only those of the
 * smallest magnitude are dropped.
 *
 * @param id name of the method
 * @param unit what is dropped and grown
 * @param drop which units go
 * @param grow which units come
 */
public record DropAndGrow(String id, Unit unit, DropCriterion drop, GrowCriterion grow) implements DstMethod {
    /**
     * Checks that the parts fit.
     *
     * @param id name of the method
     * @param unit what is dropped and grown
     * @param drop which units go
     * @param grow which units come
     * @throws IllegalArgumentException if the criterion looks at signs, but the unit has several weights
     */
    public DropAndGrow {
        if (unit != Unit.WEIGHT && (drop == DropCriterion.BY_SIGN || drop == DropCriterion.SIGN_CHANGE)) {
            throw new IllegalArgumentException("Method \"" + id + "\": drop criterion " + drop
                    + " needs units of one weight, not " + unit + "; allowed are MAGNITUDE and SMALLEST");
        }
    }

    @Override
    public boolean needsGradient() {
        return grow == GrowCriterion.GRADIENT;
    }

    @Override
    public List<TopologyUpdate> plan(List<LayerTopology> layers, long step, double fraction, long seed) {
        List<TopologyUpdate> updates = new ArrayList<>();
        for (Units units : Units.of(layers, this, step, fraction)) {
            updates.add(plan(units, step, fraction, new Draws(seed, units.topology.layer(), step)));
        }
        return updates;
    }

    private TopologyUpdate plan(Units units, long step, double fraction, Draws draws) {
        int[][] next = new int[units.pools()][];
        int returned = 0;
        for (int pool = 0; pool < next.length; pool++) {
            int[] kept = units.kept(pool);
            int[] dropped = drop(units, pool, kept, fraction, draws);
            int[] survivors = Selection.without(kept, dropped);
            int first = pool * units.poolSize();
            int[] free =
                    Selection.gaps(first, first + units.poolSize(), grow == GrowCriterion.GRADIENT ? survivors : kept);
            int[] grown = grow.choose(free, units, pool, dropped.length, draws);
            next[pool] = Selection.union(survivors, grown);
            returned += Selection.common(dropped, grown).length;
        }
        return units.update(next, returned, step, units.topology.state().scalar());
    }

    private int[] drop(Units units, int pool, int[] kept, double fraction, Draws draws) {
        double[] values = units.values(pool);
        int[] dropped = drop.choose(kept, values, fraction, draws);
        int dormant = units.poolSize() - kept.length;
        if (grow == GrowCriterion.GRADIENT || dropped.length <= dormant) {
            return dropped;
        }
        return DropCriterion.smallest(dropped, Selection.pick(kept, values, dropped), dormant, draws);
    }
}
