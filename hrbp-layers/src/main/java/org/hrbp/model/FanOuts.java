/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hrbp.nn.graph.HrbpFanOut;

/** Where a vertex that owns a fan-out belongs: behind every layer or vertex with several readers that is no network output. */
final class FanOuts {
    private static final String SUFFIX = "-fan-out";

    private FanOuts() {}

    /** Names of the new vertices by the name of the part that they read. */
    static Map<String, String> of(List<Part> parts, List<String> networkOutputs) {
        Map<String, Integer> readers = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (Part part : parts) {
            taken.add(part.name());
            part.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
        }
        Map<String, String> fanOuts = new LinkedHashMap<>();
        for (Part part : parts) {
            String name = part.name();
            boolean owns = part.inner() instanceof HrbpFanOut;
            if (readers.getOrDefault(name, 0) > 1 && !owns && !networkOutputs.contains(name)) {
                fanOuts.put(name, unused(name + SUFFIX, taken));
            }
        }
        return fanOuts;
    }

    /** The name itself, or with a number if it is taken; then it is taken, too. */
    static String unused(String name, Set<String> taken) {
        String candidate = name;
        for (int i = 2; !taken.add(candidate); i++) {
            candidate = name + i;
        }
        return candidate;
    }
}
