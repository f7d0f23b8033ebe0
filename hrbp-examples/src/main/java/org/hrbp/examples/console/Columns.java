/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.console;

import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.Locale;

/** Columns of tables for people. */
public final class Columns {
    private Columns() {}

    /**
     * A column of numbers, on the right.
     *
     * @param name header
     * @return a new column that is never broken into lines
     */
    public static Column number(String name) {
        return new Column().header(name).maxWidth(Integer.MAX_VALUE);
    }

    /**
     * A column of text, on the left.
     *
     * @param name header
     * @return a new column that is never broken into lines
     */
    public static Column text(String name) {
        return number(name).headerAlign(HorizontalAlign.LEFT).dataAlign(HorizontalAlign.LEFT);
    }

    /**
     * A cell, the same in every locale.
     *
     * @param format as of {@link String#format}
     * @param value what to format
     * @return the text
     */
    public static String format(String format, Object value) {
        return String.format(Locale.ROOT, format, value);
    }
}
