/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * {@code configuration.json} of a model file. It is walked before anything is made of it. Jackson asks the same rule again:
 * it knows for certain which strings are classes, but DL4J's readers of old formats use other mappers, which do not ask.
 */
final class StoredConfiguration {
    private static final long MAX_BYTES = 16 << 20;
    /** Jackson recurses. The limit is our choice. */
    private static final int MAX_DEPTH = 100;

    private final String json;
    private final ClassRule rule;
    private final Set<String> topFields = new HashSet<>();

    private StoredConfiguration(String json, ClassRule rule) {
        this.json = json;
        this.rule = rule;
    }

    static StoredConfiguration read(ModelEntries entries, ClassRule rule) throws IOException {
        long size = entries.size(ModelSerializer.CONFIGURATION_JSON);
        if (size > MAX_BYTES) {
            throw new IOException("configuration.json has " + size + " bytes; at most " + MAX_BYTES + " are allowed");
        }
        try (InputStream in = entries.stream(ModelSerializer.CONFIGURATION_JSON)) {
            StoredConfiguration configuration =
                    new StoredConfiguration(new String(in.readAllBytes(), StandardCharsets.UTF_8), rule);
            configuration.walk();
            return configuration;
        } catch (JsonProcessingException e) {
            throw new IOException("configuration.json is not sound JSON: " + e.getOriginalMessage(), e);
        }
    }

    private void walk() throws IOException {
        try (JsonParser parser = NeuralNetConfiguration.mapper().getFactory().createParser(json)) {
            // Jackson takes the first of two equal names here and the last there
            parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    throw new IOException("configuration.json nests deeper than " + MAX_DEPTH);
                }
                if (token == JsonToken.FIELD_NAME && depth == 1) {
                    topFields.add(parser.getCurrentName());
                } else if (token == JsonToken.VALUE_STRING) {
                    check(parser.getCurrentName(), parser.getText(), parser);
                }
            }
        }
    }

    /** {@code type} names the class of a distribution, and is an ordinary word elsewhere. */
    private void check(String field, String value, JsonParser parser) throws IOException {
        boolean className = "@class".equals(field) || ("type".equals(field) && value.contains("."));
        if (className && !rule.allows(value)) {
            throw new IOException(
                    "configuration.json, " + parser.getParsingContext().pathAsPointer() + ": " + rule.refusal(value));
        }
    }

    boolean isNetwork() {
        return topFields.contains("confs");
    }

    boolean isGraph() {
        return topFields.contains("vertices");
    }

    <C> C as(Class<C> kind) throws IOException {
        ObjectMapper mapper = NeuralNetConfiguration.mapper().copy();
        mapper.setPolymorphicTypeValidator(rule);
        try {
            return mapper.readValue(json, kind);
        } catch (JsonProcessingException | RuntimeException e) {
            String message = e instanceof JsonProcessingException wrong ? wrong.getOriginalMessage() : e.toString();
            throw new IOException("configuration.json is not a " + kind.getSimpleName() + ": " + message, e);
        }
    }
}
