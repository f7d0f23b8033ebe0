/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hrbp.examples.run.RefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Which networks of DL4J's own layers to measure. They are slow, so they have fewer steps than ours.
 *
 * @param baselines which; may be empty
 * @param warmup steps of each before the timed ones, at least 0
 * @param steps timed steps of each, at least 1
 * @param onednnJar ND4J's native library with oneDNN; only {@link Baseline#ONEDNN} needs it
 */
public record BaselineRuns(
        List<Baseline> baselines,
        int warmup,
        int steps,
        @Nullable Path onednnJar) {
    /**
     * Checks everything.
     *
     * @throws RefusedException if a number is out of range, or oneDNN is asked for but not there: says how to get it
     */
    public void check() {
        BenchConfig.check(warmup >= 0, "--baseline-warmup", warmup, "at least 0");
        BenchConfig.check(steps >= 1, "--baseline-steps", steps, "at least 1");
        if (!baselines.contains(Baseline.ONEDNN)) {
            return;
        }
        if (onednnJar == null) {
            throw new RefusedException("--baseline dl4j-onednn needs --onednn-jar FILE" + howToGet());
        }
        if (!Files.isRegularFile(onednnJar)) {
            throw new RefusedException("--onednn-jar " + onednnJar + ": there is no such file" + howToGet());
        }
    }

    private static String howToGet() {
        return ", ND4J's native library with oneDNN (100 MB); get it with: mvn dependency:copy -Dartifact="
                + Baseline.onednnArtifact() + " -DoutputDirectory=.";
    }
}
