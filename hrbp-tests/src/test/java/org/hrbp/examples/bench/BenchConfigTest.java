/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BenchConfigTest {
    @Test
    void everyStructureAtEverySparsityAndDenseOnce() {
        BenchConfig config = new BenchConfig(
                "small-cnn", List.of("hrbp", "dense", "unstructured"), List.of(0.9, 0.95), "uniform", 8, 0, 1, 1);
        assertThat(config.variants())
                .containsExactly(
                        new Variant("hrbp", 0.9),
                        new Variant("hrbp", 0.95),
                        new Variant("dense", 0),
                        new Variant("unstructured", 0.9),
                        new Variant("unstructured", 0.95));
    }
}
