/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunConfigTest {
    private static final Map<String, String> OTHER = new TreeMap<>(Map.ofEntries(
            Map.entry("net", "\"vgg19\""),
            Map.entry("data", "\"cifar10\""),
            Map.entry("method", "\"snip\""),
            Map.entry("structure", "\"unstructured\""),
            Map.entry("score", "\"magnitude\""),
            Map.entry("partition", "\"greedy\""),
            Map.entry("prune_rate", "0.5"),
            Map.entry("rewind_epochs", "2"),
            Map.entry("round_epochs", "2"),
            Map.entry("dst", "\"rigl\""),
            Map.entry("interval", "7"),
            Map.entry("drop_fraction", "0.5"),
            Map.entry("until", "0.5"),
            Map.entry("sparsity", "0.5"),
            Map.entry("allocation", "\"uniform\""),
            Map.entry("block_density", "0.5"),
            Map.entry("group_rows", "8"),
            Map.entry("cover_channels", "true"),
            Map.entry("epochs", "3"),
            Map.entry("batch", "64"),
            Map.entry("lr", "0.2"),
            Map.entry("schedule", "\"cosine\""),
            Map.entry("weight_decay", "0.1"),
            Map.entry("seed", "2"),
            Map.entry("limit", "10"),
            Map.entry("limit_test", "10")));

    private static RunConfig config() {
        return new RunConfig(
                "small-cnn",
                "fashion-mini",
                "hrbp",
                "hrbp",
                0.9,
                "erk",
                "random",
                "swap",
                0.2,
                0,
                0,
                "none",
                100,
                0.3,
                0.75,
                1.0 / 3,
                0,
                false,
                160,
                128,
                0.1,
                "step",
                1e-4,
                1,
                0,
                0);
    }

    @Test
    void everyFieldCountsWhenARunIsResumed() throws IOException {
        String json = new String(Json.bytes(config()), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(Json.read(Json.bytes(config()), RunConfig.class)).isEqualTo(config());
        assertThat(OTHER).hasSize(RunConfig.class.getRecordComponents().length);
        for (Map.Entry<String, String> field : OTHER.entrySet()) {
            String changed = json.replaceFirst(
                    "\"" + field.getKey() + "\" : [^,\n]*", "\"" + field.getKey() + "\" : " + field.getValue());
            assertThat(changed).isNotEqualTo(json);
            RunConfig other = Json.read(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8), RunConfig.class);
            assertThat(other.difference(config()))
                    .get()
                    .asString()
                    .startsWith("--" + field.getKey().replace('_', '-') + " is ");
        }
        assertThat(config().difference(config())).isEmpty();
    }
}
