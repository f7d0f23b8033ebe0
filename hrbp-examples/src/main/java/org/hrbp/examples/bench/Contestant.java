/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

/** One of those that are measured in turns. */
interface Contestant extends AutoCloseable {
    /** Name for the progress bar and messages. */
    String name();

    /** What the row says of the network. */
    Variant variant();

    /** Whether the others are measured without it if it cannot run. */
    default boolean optional() {
        return false;
    }

    /** One training step that does not count. */
    void warmUp();

    /**
     * One training step that counts.
     *
     * @return its seconds
     */
    double step();

    /** What is known at the end, beside the times. */
    StepFacts facts();

    @Override
    default void close() {}
}
