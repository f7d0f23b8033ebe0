/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.console;

import java.io.Console;

/** Whether a person watches stderr. */
public final class Terminal {
    /** System property that the launcher sets, as only the shell can ask for stderr itself: true or false. */
    public static final String PROPERTY = "hrbp.terminal";

    private Terminal() {}

    /**
     * Tells whether stderr is a terminal; without the launcher, whether the JVM has a console.
     *
     * @return true if progress bars may be drawn
     */
    public static boolean onStderr() {
        String property = System.getProperty(PROPERTY, "");
        return property.isEmpty() ? hasConsole() : Boolean.parseBoolean(property);
    }

    /** From JDK 22 on a console may exist without a terminal; {@code isTerminal} exists from there on. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
