/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.evolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeepRTest {
    private static final int N = 100_000;
    private static final int[] PLACES = IntStream.range(0, N).toArray();

    @Test
    void temperatureFallsInFourPhases() {
        DeepR deepR = new DeepR();
        double[][] expected = {
            {0, 1e-5}, {0.1249, 1e-5}, {0.125, 1e-8}, {0.399, 1e-8}, {0.4, 1e-12}, {0.7, 1e-15}, {1, 1e-15}
        };
        for (double[] pair : expected) {
            assertThat(deepR.temperature(pair[0])).isEqualTo(pair[1]);
        }
    }

    @Test
    void noiseIsNormalWithTheStatedDeviation() {
        Values noise = new DeepR(0.01, 0).at("conv", PLACES, 3, 0, 11);
        double deviation = Math.sqrt(2 * 0.01 * 1e-5);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (int i = 0; i < N; i++) {
            double z = noise.get(i) / deviation;
            sum += z;
            squares += z * z;
            fourth += z * z * z * z;
        }
        assertThat(sum / N).isCloseTo(0, within(0.015));
        assertThat(squares / N).isCloseTo(1, within(0.02));
        // 3 for the normal distribution, 3 - 1.2 / 8 for the sum of 8
        assertThat(fourth / N).isCloseTo(2.85, within(0.08));
    }

    @Test
    void noiseDependsOnSeedLayerStepAndPlaceOnly() {
        DeepR deepR = new DeepR();
        double noise = deepR.at("conv", new int[] {5, 7}, 3, 0, 11).get(1);
        assertThat(deepR.at("conv", new int[] {7}, 3, 0, 11).get(0)).isEqualTo(noise);
        assertThat(deepR.at("conv", new int[] {8}, 3, 0, 11).get(0)).isNotEqualTo(noise);
        assertThat(deepR.at("conv", new int[] {7}, 4, 0, 11).get(0)).isNotEqualTo(noise);
        assertThat(deepR.at("conv", new int[] {7}, 3, 0, 12).get(0)).isNotEqualTo(noise);
        assertThat(deepR.at("cnov", new int[] {7}, 3, 0, 11).get(0)).isNotEqualTo(noise);
    }

    @Test
    void l1PullsTowardsZeroFromTheFixedSign() {
        float[] weights = new float[N];
        Arrays.fill(weights, -2);
        DeepR deepR = new DeepR(0, 1e-5);
        Values start = deepR.initialWeights("conv", PLACES, Values.of(weights), 11);
        Values term = deepR.at("conv", PLACES, 99, 0.5, 11);
        int positive = 0;
        for (int i = 0; i < N; i++) {
            assertThat(Math.abs(start.get(i))).isEqualTo(2);
            assertThat(term.get(i)).isEqualTo(1e-5 * Math.signum(start.get(i)));
            positive += start.get(i) > 0 ? 1 : 0;
        }
        assertThat(positive).isCloseTo(N / 2, within(500));
    }

    @Test
    void badValuesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DeepR(-1, 0)).withMessageContaining("-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeepR(0, Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DeepR().temperature(1.01))
                .withMessageContaining("1.01");
    }
}
