/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.run;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a run uses that does not change its result.
 *
 * @param dataDir where the data are; null is the usual place
 * @param loaderThreads threads that decode image files, at least 1
 * @param skipCorrupt whether image files that cannot be read are left out; else they end the run
 * @param checkpointSteps steps between checkpoints within an epoch; 0 makes checkpoints between epochs only
 */
public record RunResources(@Nullable Path dataDir, int loaderThreads, boolean skipCorrupt, int checkpointSteps) {
    /**
     * Checks the numbers.
     *
     * @param dataDir where the data are; null is the usual place
     * @param loaderThreads threads that decode image files, at least 1
     * @param skipCorrupt whether image files that cannot be read are left out
     * @param checkpointSteps steps between checkpoints within an epoch, or 0
     * @throws RefusedException if one is out of range: names option, value and range
     */
    public RunResources {
        if (loaderThreads < 1) {
            throw new RefusedException("--loader-threads " + loaderThreads + " is not possible, it must be at least 1");
        }
        if (checkpointSteps < 0) {
            throw new RefusedException("--checkpoint-steps " + checkpointSteps
                    + " is not possible, it must be at least 1, or 0 for checkpoints between epochs only");
        }
    }

    /**
     * The defaults: as many decoding threads as cores, unreadable images end the run, checkpoints between epochs.
     *
     * @param dataDir where the data are; null is the usual place
     * @return resources
     */
    public static RunResources of(@Nullable Path dataDir) {
        return new RunResources(dataDir, Runtime.getRuntime().availableProcessors(), false, 0);
    }
}
