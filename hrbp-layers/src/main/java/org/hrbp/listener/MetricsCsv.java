/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Appends rows to a file. */
final class MetricsCsv implements Consumer<TopologyMetrics> {
    private final Path file;

    /** Makes the file if it is not there, so that a bad path is noticed before training. */
    MetricsCsv(Path file) {
        this.file = file;
        if (!Files.exists(file)) {
            append(TopologyMetrics.CSV_HEADER);
        }
    }

    @Override
    public void accept(TopologyMetrics row) {
        append(row.toCsv());
    }

    private void append(String line) {
        try {
            Files.writeString(
                    file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the numbers of topology updates to " + file, e);
        }
    }
}
