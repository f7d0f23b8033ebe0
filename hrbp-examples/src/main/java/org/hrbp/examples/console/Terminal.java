/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.console;

import java.io.Console;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Whether a person watches stderr. */
public final class Terminal {
    /** System property that the launcher sets, as only the shell can ask for stderr itself: true or false. */
    public static final String PROPERTY = "hrbp.terminal";

    /** Narrow enough for any terminal. */
    private static final int WIDTH = 79;

    private Terminal() {}

    /**
     * Draws progress bars on stderr. Their width is fixed, because the library would ask JLine for the terminal's, which
     * gives Ctrl-C back its default action: the JVM would die without its shutdown hooks, and with it a run's clean stop.
     *
     * @return a new consumer
     */
    public static ProgressBarConsumer bars() {
        return new ConsoleProgressBarConsumer(System.err, WIDTH);
    }

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
