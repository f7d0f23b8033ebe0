/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

/** What was asked for is not possible. Nothing was changed; the message is one line and names option, value and what is allowed. */
public class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one line for the user
     */
    public RefusedException(String message) {
        super(message);
    }
}
