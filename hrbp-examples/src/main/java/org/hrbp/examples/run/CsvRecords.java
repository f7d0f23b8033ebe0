/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** CSV files whose lines are records of numbers, texts and truth values: a column for each component, in snake_case. */
public final class CsvRecords {
    private CsvRecords() {}

    /**
     * Writes a file atomically.
     *
     * @param file the file; replaced if it exists
     * @param type the records' class
     * @param rows the lines
     * @param <T> the same
     */
    public static <T extends Record> void write(Path file, Class<T> type, List<T> rows) {
        CsvTable.write(
                file, columns(type), rows.stream().map(row -> values(type, row)).toList());
    }

    /**
     * Reads a file.
     *
     * @param file the file
     * @param type the records' class
     * @param <T> the same
     * @return the lines
     * @throws RunException if it cannot be read, or a column is missing or has a value of another kind: names file and line
     */
    public static <T extends Record> List<T> read(Path file, Class<T> type) {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(file);
                Stream<NamedCsvRecord> lines = csv.stream()) {
            return lines.map(line -> record(file, line, type)).toList();
        } catch (IOException | UncheckedIOException e) {
            throw new RunException(file + " cannot be read: " + OneLine.of(e), e);
        }
    }

    private static <T extends Record> T record(Path file, NamedCsvRecord line, Class<T> type) {
        try {
            return Json.convert(line.getFieldsAsMap(), type);
        } catch (IllegalArgumentException e) {
            throw new RunException(
                    file + ", line " + line.getStartingLineNumber() + ", is not a line of it: " + OneLine.of(e), e);
        }
    }

    private static List<String> columns(Class<? extends Record> type) {
        return components(type).map(c -> Json.name(c.getName())).toList();
    }

    private static <T extends Record> List<String> values(Class<T> type, T row) {
        return components(type).map(c -> value(c, row)).toList();
    }

    private static Stream<RecordComponent> components(Class<? extends Record> type) {
        return Arrays.stream(Objects.requireNonNull(type.getRecordComponents()));
    }

    private static String value(RecordComponent component, Record row) {
        try {
            component.getAccessor().setAccessible(true); // a public accessor of a class that need not be public
            return String.valueOf(component.getAccessor().invoke(row));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
