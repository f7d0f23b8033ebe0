/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.ui;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.hrbp.kernel.KernelTimes;
import org.hrbp.kernel.KernelTimes.Part;

/** Splits the time of single steps, from the end of one to the end of the next. */
final class StepClock {
    private static final Map<Part, String> NAMES = new EnumMap<>(Part.class);

    static {
        for (Part part : Part.values()) {
            NAMES.put(part, part.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
    }

    private boolean running;
    private long begin;
    private long updateBegin;

    void start() {
        running = true;
        updateBegin = 0;
        KernelTimes.start();
        begin = System.nanoTime();
    }

    void gradientsReady() {
        updateBegin = System.nanoTime();
    }

    /** Nothing if no measurement runs. */
    Map<String, Long> stop() {
        if (!running) {
            return Map.of();
        }
        running = false;
        long end = System.nanoTime();
        Map<String, Long> nanos = new LinkedHashMap<>();
        long inside = 0;
        for (Map.Entry<Part, KernelTimes.Total> part : KernelTimes.stop().entrySet()) {
            nanos.put(NAMES.getOrDefault(part.getKey(), ""), part.getValue().nanos());
            inside += part.getValue().nanos();
        }
        long updater = updateBegin == 0 ? 0 : end - updateBegin;
        nanos.put("updater", updater);
        nanos.put("framework and data", Math.max(0, end - begin - inside - updater));
        return nanos;
    }
}
