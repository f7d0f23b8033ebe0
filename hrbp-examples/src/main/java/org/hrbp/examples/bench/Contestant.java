/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

/** One of those that are measured in turns: a network, or a pass of a layer. */
interface Contestant extends AutoCloseable {
    /** Name for the progress bar and messages. */
    String name();

    /** Whether the others are measured without it if it cannot run. */
    default boolean optional() {
        return false;
    }

    /** One run that does not count. */
    void warmUp();

    /** Runs one step that does not count, between two that do. */
    default void settle() {
        warmUp();
    }

    /**
     * One run that counts.
     *
     * @return its seconds
     */
    double step();

    @Override
    default void close() {}
}
