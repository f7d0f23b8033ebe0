/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.nio.file.Path;
import java.util.List;

/** Writes a CSV file atomically. */
public final class CsvTable {
    private CsvTable() {}

    /**
     * Writes a file.
     *
     * @param file the file; replaced if it exists
     * @param header names of the columns
     * @param rows values, as many per row as there are columns
     */
    public static void write(Path file, List<String> header, List<List<String>> rows) {
        AtomicFiles.write(file, temp -> {
            try (CsvWriter csv = CsvWriter.builder().build(temp)) {
                csv.writeRecord(header);
                rows.forEach(csv::writeRecord);
            }
        });
    }
}
