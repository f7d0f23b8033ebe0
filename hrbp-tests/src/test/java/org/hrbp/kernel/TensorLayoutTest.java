/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorLayoutTest {
    /** 2 GB: one float more than a buffer can hold. */
    @ParameterizedTest
    @CsvSource({"512, 1048576, 1, 1, 4", "256, 1048576, 1, 1, 8", "64, 1024, 91, 91, 4", "65536, 1, 32768, 1, 4"})
    void tensorsThatNoBufferHoldsAreRefused(int batch, int channels, int height, int width, int elementBytes) {
        assertThatThrownBy(() -> TensorLayout.padded(batch, channels, height, width, elementBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[" + batch + ", " + channels + ", " + height + ", " + width + "]")
                .hasMessageContaining("2 GB");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void justBelowIsAllowed(int elementBytes) {
        TensorLayout layout = TensorLayout.padded(Integer.MAX_VALUE / elementBytes, 1, 1, 1, elementBytes);
        assertThat((long) layout.elements() * elementBytes).isLessThanOrEqualTo(Integer.MAX_VALUE);
    }
}
