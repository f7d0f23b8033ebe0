/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tables in Markdown, with numbers that read the same in every locale. */
final class Markdown {
    /** Where there is no number. */
    static final String NONE = "–";

    private final StringBuilder text = new StringBuilder();

    Markdown heading(int level, String title) {
        return paragraph("#".repeat(level) + " " + title);
    }

    Markdown paragraph(String words) {
        text.append(words).append("\n\n");
        return this;
    }

    Markdown table(List<String> header, List<List<String>> rows) {
        line(header);
        line(header.stream().map(name -> "---").toList());
        rows.forEach(this::line);
        text.append('\n');
        return this;
    }

    private void line(List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    /** A number; a dash if there is none. */
    static String number(String format, @Nullable Double value) {
        return value == null || value.isNaN() ? NONE : String.format(Locale.ROOT, format, value);
    }

    /** A number with at most two decimals, without needless zeros. */
    static String plain(double value) {
        return BigDecimal.valueOf(value)
                .setScale(2, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A share of 1 in per cent. */
    static String percent(double share) {
        return plain(100 * share) + " %";
    }

    /** The different values of rows that may come from several measurements. */
    static <T> String all(List<T> rows, Function<T, Object> value) {
        return rows.stream().map(row -> value.apply(row).toString()).distinct().collect(Collectors.joining(" and "));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
