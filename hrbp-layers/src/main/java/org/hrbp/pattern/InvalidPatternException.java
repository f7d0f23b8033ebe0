/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

/** An encoded pattern that cannot be decoded; the message says what was found and what is allowed. */
public final class InvalidPatternException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what was found and what is allowed
     */
    public InvalidPatternException(String message) {
        super(message);
    }
}
