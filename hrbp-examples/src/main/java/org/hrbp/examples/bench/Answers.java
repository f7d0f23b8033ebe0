/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

/** What a {@link Child} is asked for. */
final class Answers {
    /** One step that does not count; the answer says nothing. */
    static final String WARM = "warm";

    /** One step; the answer is its seconds. */
    static final String STEP = "step";

    /** The end; the answer is a JSON object. */
    static final String END = "end";

    private Answers() {}
}
