/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON files with snake_case names. */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private static final ObjectWriter LINES = MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /**
     * Writes a file atomically.
     *
     * @param file the file
     * @param value what to write: record, map or list of these
     * @throws RunException if it cannot be written
     */
    public static void write(Path file, Object value) {
        AtomicFiles.write(file, temp -> Files.write(temp, bytes(value)));
    }

    /**
     * Writes a file of JSON Lines atomically.
     *
     * @param file the file
     * @param rows one object per line: records or maps
     * @throws RunException if it cannot be written
     */
    public static void writeLines(Path file, List<?> rows) {
        String lines = rows.stream().map(row -> line(row) + "\n").collect(Collectors.joining());
        AtomicFiles.write(file, temp -> Files.writeString(temp, lines));
    }

    /**
     * A value on one line.
     *
     * @param value record, map or list of these
     * @return JSON without line breaks
     */
    public static String line(Object value) {
        try {
            return LINES.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass(), e);
        }
    }

    /**
     * Reads what {@link #line} wrote.
     *
     * @param line one line of JSON
     * @param type record to make of it
     * @param <T> the same
     * @return the value
     * @throws IOException if it is not JSON or not of that type
     */
    public static <T> T read(String line, Class<T> type) throws IOException {
        return MAPPER.readValue(line, type);
    }

    /**
     * Makes a record of named values.
     *
     * @throws IllegalArgumentException if a value is missing or of another kind
     */
    static <T> T convert(Map<String, String> values, Class<T> type) {
        return MAPPER.convertValue(values, type);
    }

    /** The snake_case name of a record component. */
    static String name(String component) {
        return PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component);
    }

    static byte[] bytes(Object value) {
        try {
            return (MAPPER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON value: " + value.getClass(), e);
        }
    }

    static <T> T read(byte[] json, Class<T> type) throws IOException {
        return MAPPER.readValue(json, type);
    }
}
