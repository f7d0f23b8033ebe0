/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.nio.file.Path;
import java.util.List;

/** Writes a CSV file atomically. */
final class CsvTable {
    private CsvTable() {}

    static void write(Path file, List<String> header, List<List<String>> rows) {
        AtomicFiles.write(file, temp -> {
            try (CsvWriter csv = CsvWriter.builder().build(temp)) {
                csv.writeRecord(header);
                rows.forEach(csv::writeRecord);
            }
        });
    }
}
