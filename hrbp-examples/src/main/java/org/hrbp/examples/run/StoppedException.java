/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

/** The user stopped a run; its folder can be resumed. */
public class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message one line for the user
     */
    public StoppedException(String message) {
        super(message);
    }
}
