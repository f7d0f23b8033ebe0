/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleTest {
    @Test
    void threeValues() {
        Sample sample = Sample.of(List.of(1.0, 2.0, 4.0));
        assertThat(sample.count()).isEqualTo(3);
        assertThat(sample.mean()).isCloseTo(7.0 / 3, within(1e-12));
        assertThat(sample.deviation()).isCloseTo(Math.sqrt(7.0 / 3), within(1e-12));
        // Student's t for 2 degrees of freedom at 97.5 %, from a printed table
        assertThat(sample.halfWidth()).isCloseTo(4.302653 * Math.sqrt(7.0 / 9), within(1e-6));
    }

    @Test
    void oneValueHasNoInterval() {
        Sample sample = Sample.of(List.of(5.0));
        assertThat(sample.mean()).isEqualTo(5.0);
        assertThat(sample.deviation()).isNaN();
        assertThat(sample.halfWidth()).isNaN();
    }
}
