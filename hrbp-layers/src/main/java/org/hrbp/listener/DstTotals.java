/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.List;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.TopologyUpdate;
import org.hrbp.pattern.Pattern;
import org.jspecify.annotations.Nullable;

/** Sums over the updates that a listener made. */
final class DstTotals {
    private long updates;
    private long dropped;
    private long grown;
    private long returned;
    private @Nullable TopologyMetrics last;

    synchronized TopologyMetrics add(List<TopologyUpdate> made, DstMethod method, long step, double everLivedRate) {
        double fresh = 0;
        long kept = 0;
        long all = 0;
        for (TopologyUpdate update : made) {
            Pattern pattern = update.state().pattern();
            fresh += update.churn() * pattern.keptCount();
            kept += pattern.keptCount();
            all += pattern.shape().size();
        }
        TopologyMetrics row = new TopologyMetrics(
                step,
                method.id(),
                made.stream().mapToInt(TopologyUpdate::dropped).sum(),
                made.stream().mapToInt(TopologyUpdate::grown).sum(),
                made.stream().mapToInt(TopologyUpdate::returned).sum(),
                fresh / kept,
                (double) kept / all,
                everLivedRate);
        updates++;
        dropped += row.dropped();
        grown += row.grown();
        returned += row.returned();
        last = row;
        return row;
    }

    synchronized long updates() {
        return updates;
    }

    synchronized long dropped() {
        return dropped;
    }

    synchronized long grown() {
        return grown;
    }

    synchronized long returned() {
        return returned;
    }

    synchronized @Nullable TopologyMetrics last() {
        return last;
    }
}
