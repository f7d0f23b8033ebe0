/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.util.Set;
import java.util.function.Consumer;
import org.hrbp.evolve.DstMethod;
import org.hrbp.evolve.EverLived;
import org.hrbp.evolve.UpdateSchedule;
import org.jspecify.annotations.Nullable;

/**
 * What a listener was built with.
 *
 * @param method null for the default of the network
 * @param totalSteps 0 if not known
 * @param seed null for the network's
 * @param layers names, or none for all
 * @param repickEvery every how many updates positions are re-picked instead, 0 for never
 */
record DstSettings(
        @Nullable DstMethod method,
        UpdateSchedule schedule,
        long totalSteps,
        @Nullable Long seed,
        Set<String> layers,
        boolean replacesStep,
        int repickEvery,
        Consumer<TopologyMetrics> rows,
        EverLived everLived) {}
