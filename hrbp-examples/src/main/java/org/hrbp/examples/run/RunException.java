/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

/** A run failed. The message is one line and says what is left. */
public class RunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one line for the user
     */
    public RunException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message one line for the user
     * @param cause what went wrong
     */
    public RunException(String message, Throwable cause) {
        super(message, cause);
    }
}
