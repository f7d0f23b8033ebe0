/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.util.ArrayList;
import org.hrbp.examples.run.Schedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how a network is trained. An option that is not given is null. */
final class RecipeOptions {
    @Option(names = "--epochs", paramLabel = "N", description = "Epochs. Default: 160.")
    @Nullable
    Integer epochs;

    @Option(names = "--batch", paramLabel = "N", description = "Images per step. Default: 128.")
    @Nullable
    Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "LR",
            description = "Learning rate at the start; momentum is Nesterov's, 0.9. Default: 0.1.")
    @Nullable
    Double lr;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            completionCandidates = ScheduleNames.class,
            description =
                    "Learning rate schedule: ${COMPLETION-CANDIDATES}. Default: step, x 0.1 at 50 %% and x 0.01 at"
                            + " 75 %% of the steps.")
    @Nullable
    String schedule;

    @Option(
            names = "--weight-decay",
            paramLabel = "W",
            description = "Weight decay (L2 term in the gradient). Default: 5e-4 for vgg19, else 1e-4.")
    @Nullable
    Double weightDecay;

    @Option(names = "--limit", paramLabel = "N", description = "Train on the first N images only. Default: 0, all.")
    @Nullable
    Integer limit;

    @Option(names = "--limit-test", paramLabel = "N", description = "Test on the first N images only. Default: 0, all.")
    @Nullable
    Integer limitTest;

    /** For help and completion. */
    static final class ScheduleNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        ScheduleNames() {
            super(Schedule.names());
        }
    }
}
