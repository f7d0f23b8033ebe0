/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the timed steps of one row, beside their times.
 *
 * @param kernel our kernel provider, or who else computes
 * @param version version of a framework that is not ours; null for ours
 * @param jdk version of the Java that ran it; null if none did
 * @param threads threads that it has
 * @param flopsPerStep two per multiply-add of the three passes of the convolutions, padding included
 * @param bytesPerStep bytes of the tensors and weights of our kernel calls, each once a call; null if unknown
 * @param breakdown seconds per step by part, mean over the timed steps; null if unknown
 * @param allocatedMbPerStep 10^6 bytes per step that the fitting thread allocated on the heap; null if unknown
 * @param layoutConversions conversions between memory layouts per step; null if unknown
 * @param peakRssMb greatest resident set of the process so far in 10^6 bytes, all its networks together; null if unknown
 * @param keptWeights weights that exist; null if unknown
 * @param weights weights of the dense network; null if unknown
 * @param machine where it ran; null if it is where this JVM runs
 */
record StepFacts(
        String kernel,
        @Nullable String version,
        @Nullable String jdk,
        int threads,
        double flopsPerStep,
        @Nullable Double bytesPerStep,
        @Nullable Map<String, Double> breakdown,
        @Nullable Double allocatedMbPerStep,
        @Nullable Double layoutConversions,
        @Nullable Double peakRssMb,
        @Nullable Long keptWeights,
        @Nullable Long weights,
        @Nullable Map<String, @Nullable Object> machine) {}
