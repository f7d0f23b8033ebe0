/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in one line what went wrong. */
public final class OneLine {
    private OneLine() {}

    /**
     * The message of an exception on one line; its kind where the message alone says nothing.
     *
     * @param e what went wrong
     * @return one line without its class name where possible
     */
    public static String of(Throwable e) {
        String message = e.getMessage() == null ? "" : e.getMessage().strip().replaceAll("\\s*\\R\\s*", " ");
        if (message.isEmpty()) {
            return e.getClass().getSimpleName();
        }
        if (e instanceof NoSuchFileException) {
            return "there is no file or folder " + message;
        }
        if (e instanceof AccessDeniedException) {
            return "access to " + message + " is denied";
        }
        boolean ours = e.getClass().getName().startsWith("org.hrbp.")
                || e instanceof IllegalArgumentException
                || e instanceof java.io.IOException;
        return ours ? message : e.getClass().getSimpleName() + ": " + message;
    }
}
