/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.data;

/** Data is missing, corrupt or cannot be fetched. The message is one line and says what to do. */
public class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one line for the user
     */
    public DataException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message one line for the user
     * @param cause what went wrong
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
