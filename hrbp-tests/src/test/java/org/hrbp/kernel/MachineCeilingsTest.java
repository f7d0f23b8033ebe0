/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineCeilingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"vector", "scalar"})
    void theLoopDoesTheWorkThatIsCounted(String kernel) {
        MachineCeilings.MultiplyAdds loop = MachineCeilings.multiplyAdds(kernel);
        int sums = loop.flopsPerRound() / 2;
        assertThat(loop.run(0)).isEqualTo(sums);
        assertThat(loop.run(1)).isEqualTo(1.5f * sums);
        assertThat(loop.run(3)).isEqualTo(1.875f * sums);
    }

    @Test
    void measuresWithTheThreadsOfTheKernels() {
        MachineCeilings ceilings = MachineCeilings.measure();
        assertThat(ceilings.threads()).isEqualTo(HrbpThreads.threads());
        assertThat(ceilings.fmaGflops()).isPositive().isFinite();
        assertThat(ceilings.copyGbPerS()).isPositive().isFinite();
    }
}
