/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import java.util.List;

/** All structures. A new one is registered here, with a code that was never used before. */
public final class Structures {
    private static final List<Structure> ALL = List.of(
            new DenseStructure(),
            new UnstructuredStructure(),
            new HrbpStructure(),
            new GroupingStructure(),
            new ChannelStructure());

    private Structures() {}

    static List<Structure> all() {
        return ALL;
    }

    /**
     * The names of all structures.
     *
     * @return an unmodifiable list
     */
    public static List<String> ids() {
        return ALL.stream().map(Structure::id).toList();
    }

    /**
     * Finds a structure by name.
     *
     * @param id name of the structure
     * @return the structure
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Structure byId(String id) {
        return ALL.stream()
                .filter(s -> s.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Structure \"" + id + "\" is not one of " + ids()));
    }
}
