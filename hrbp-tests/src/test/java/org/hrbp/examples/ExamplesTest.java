/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.data.ImageSplits;
import org.junit.jupiter.api.Test;

/** The examples run, and learn more than the 10 % of chance. */
class ExamplesTest {
    private static ImageSplits images(int train) {
        ImageSplits all = ImageSets.load("fashion-mini", null);
        return new ImageSplits(all.name(), all.train().limit(train), all.test().limit(256));
    }

    @Test
    void swapConvolution() {
        assertThat(SwapConvolutionExample.run(2, images(512))).isGreaterThan(0.2);
    }

    @Test
    void sparseMlp() {
        assertThat(SparseMlpExample.run(1, images(1024))).isGreaterThan(0.4);
    }

    @Test
    void parallel() {
        assertThat(ParallelExample.run(2, images(1024))).isGreaterThan(0.2);
    }

    @Test
    void zoo() {
        assertThat(ZooExample.run(3, images(1024))).isGreaterThan(0.2);
    }

    @Test
    void sameDiff() {
        SameDiffExample.Result sparse = SameDiffExample.run(true, 2, images(512));
        SameDiffExample.Result masked = SameDiffExample.run(false, 2, images(512));
        assertThat(sparse.accuracy()).isGreaterThan(0.2).isCloseTo(masked.accuracy(), within(0.1));
        assertThat(sparse.stepMillis()).isPositive();
    }
}
