/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kernels without any weight and input channels that feed nothing, against the n of 9 positions that a block keeps: random masks
 * and random groups, not made to cover all channels, of the 3 x 3 layers of VGG-19 (groups of 32 rows) and ResNet-32-wide (16). A kernel is kept with probability
 * p = 9 d / n, so a share of 1 - p is zero, and a channel is dead in all of G groups with probability (1 - p)^G.
 */
class ZeroKernelTest {
    private static final StructureOptions RANDOM_ROWS = StructureOptions.DEFAULT.withPartitioner("random");

    private static Pattern hrbp(int rows, int channels, int groupRows, double density, int positions) {
        PatternSpec spec = PatternSpec.of(new WeightShape(rows, channels, 3, 3), density)
                .withGroupRows(groupRows)
                .withCoverChannels(false)
                .withBlockDensity(positions / 9.0)
                .withSeed(rows + positions)
                .withOptions(RANDOM_ROWS);
        return Structures.byId("hrbp").buildRandom(spec);
    }

    /** Deviation that one channel in some thousand layers would exceed. */
    private static double fourSigma(double share, int count) {
        return 4 * Math.sqrt(Math.max(share * (1 - share), 0.25 / count) / count);
    }

    @ParameterizedTest
    @CsvSource({
        "64, 64, 32",
        "128, 64, 32",
        "128, 128, 32",
        "256, 128, 32",
        "256, 256, 32",
        "512, 256, 32",
        "512, 512, 32",
        "32, 32, 16",
        "64, 32, 16",
        "64, 64, 16",
        "128, 64, 16",
        "128, 128, 16"
    })
    void sharesOfEveryLayerFollowTheBlockDensity(int rows, int channels, int groupRows) {
        for (double density : new double[] {0.1, 0.05}) {
            double last = 1;
            for (int n = 9; n >= 1; n--) {
                Pattern pattern = hrbp(rows, channels, groupRows, density, n);
                double p = 9 * density / n;
                double unit = (double) groupRows / ((double) rows * channels);
                assertThat(pattern.zeroKernelShare()).isBetween(1 - p - 1e-9, 1 - p + 2 * unit);
                assertThat(pattern.zeroKernelShare()).isLessThanOrEqualTo(last);
                last = pattern.zeroKernelShare();
                double dead = 1;
                for (Block block : pattern.blocks()) {
                    dead *= 1 - block.channels().length / (double) channels;
                }
                assertThat(dead).isCloseTo(Math.pow(1 - p, pattern.blocks().size()), within(.05));
                assertThat(pattern.deadChannels() / (double) channels)
                        .as("dead channels of %s, n = %d", pattern, n)
                        .isCloseTo(dead, within(fourSigma(dead, channels)));
            }
        }
    }

    /** Whole kernels at density 0.1 leave 90% zero, thirds 70%, an unstructured mask 39%. */
    @ParameterizedTest
    @CsvSource({"512, 512, 32, .005", "128, 128, 16, .02"})
    void zeroKernelsAtDensityOneTenth(int rows, int channels, int groupRows, double tolerance) {
        assertThat(hrbp(rows, channels, groupRows, 0.1, 9).zeroKernelShare()).isCloseTo(.9, within(tolerance));
        assertThat(hrbp(rows, channels, groupRows, 0.1, 3).zeroKernelShare()).isCloseTo(.7, within(tolerance));
        PatternSpec spec = PatternSpec.of(new WeightShape(rows, channels, 3, 3), 0.1);
        assertThat(Structures.byId("unstructured").buildRandom(spec).zeroKernelShare())
                .isCloseTo(.387, within(tolerance));
    }

    /** At 95% two groups leave 90, 72 and 30% of the channels dead for n = 9, 3, 1; sixteen at 90% and n = 3 leave 0.3%. */
    @Test
    void deadChannelsOfFewAndOfManyGroups() {
        double[] shares = new double[3];
        int[] positions = {9, 3, 1};
        for (int i = 0; i < 3; i++) {
            int layers = 40;
            for (int layer = 0; layer < layers; layer++) {
                PatternSpec spec = PatternSpec.of(new WeightShape(32, 64, 3, 3), 0.05)
                        .withGroupRows(16)
                        .withCoverChannels(false)
                        .withBlockDensity(positions[i] / 9.0)
                        .withSeed(layer)
                        .withOptions(RANDOM_ROWS);
                shares[i] += Structures.byId("hrbp").buildRandom(spec).deadChannels() / (64.0 * layers);
            }
        }
        assertThat(shares[0]).isCloseTo(.90, within(.03));
        assertThat(shares[1]).isCloseTo(.72, within(.03));
        assertThat(shares[2]).isCloseTo(.30, within(.03));
        assertThat(hrbp(512, 512, 32, 0.1, 3).deadChannels() / 512.0).isLessThan(.012);
    }
}
