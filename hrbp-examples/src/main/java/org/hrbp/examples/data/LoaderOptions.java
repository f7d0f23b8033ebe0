/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

import java.util.function.Consumer;

/**
 * How image files are loaded; nothing of it changes the result of a run that ends well.
 *
 * @param threads threads that decode, at least 1
 * @param skipCorrupt whether an unreadable image is left out of its batch; else it ends the run
 * @param remarks gets a line for every image that is left out, once, from any thread
 */
public record LoaderOptions(int threads, boolean skipCorrupt, Consumer<String> remarks) {
    /**
     * Checks the number.
     *
     * @param threads threads that decode, at least 1
     * @param skipCorrupt whether an unreadable image is left out of its batch; else it ends the run
     * @param remarks gets a line for every image that is left out
     * @throws IllegalArgumentException if there is no thread
     */
    public LoaderOptions {
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads cannot decode images, at least 1 is needed");
        }
    }
}
