/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.density;

import java.util.List;

/** All allocations. A new one is registered here. */
public final class Allocations {
    private static final List<Allocation> ALL =
            List.of(new UniformAllocation(), new ErkAllocation(), ErkAllocation.pure());

    private Allocations() {}

    /**
     * The names of all allocations.
     *
     * @return an unmodifiable list
     */
    public static List<String> ids() {
        return ALL.stream().map(Allocation::id).toList();
    }

    /**
     * Finds an allocation by name.
     *
     * @param id name of the allocation
     * @return the allocation
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Allocation byId(String id) {
        return ALL.stream()
                .filter(a -> a.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Allocation \"" + id + "\" is not one of " + ids()));
    }
}
