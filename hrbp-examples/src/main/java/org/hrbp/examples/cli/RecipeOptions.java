/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.util.ArrayList;
import org.hrbp.examples.run.Networks;
import org.hrbp.examples.run.Schedule;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how a network is trained. An option that is not given is null. */
final class RecipeOptions {
    @Option(names = "--epochs", paramLabel = "N", description = "Epochs. Default: 160, for resnet50 90.")
    @Nullable
    Integer epochs;

    @Option(
            names = "--dst",
            paramLabel = "NAME",
            completionCandidates = DstNames.class,
            description = "Dynamic sparse training: ${COMPLETION-CANDIDATES}. Default: none.")
    @Nullable
    String dst;

    @Option(names = "--interval", paramLabel = "N", description = "Steps between topology updates. Default: 100.")
    @Nullable
    Integer interval;

    @Option(
            names = "--drop-fraction",
            paramLabel = "F",
            description = "Share of the units that a topology update drops, falling with a cosine. Default: 0.3.")
    @Nullable
    Double dropFraction;

    @Option(
            names = "--until",
            paramLabel = "F",
            description = "Share of the training after which topology updates end. Default: 0.75.")
    @Nullable
    Double until;

    /** For help and completion. */
    static final class DstNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        DstNames() {
            super(Networks.dynamic());
        }
    }

    @Option(names = "--batch", paramLabel = "N", description = "Images per step. Default: 128, for resnet50 32.")
    @Nullable
    Integer batch;

    @Option(
            names = "--lr",
            paramLabel = "LR",
            description =
                    "Learning rate at the start; momentum is Nesterov's, 0.9. Default: 0.1, for resnet50 0.1 x batch / 256.")
    @Nullable
    Double lr;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            completionCandidates = ScheduleNames.class,
            description =
                    "Learning rate schedule: ${COMPLETION-CANDIDATES}. Default: step, x 0.1 at 50 %% and x 0.01 at"
                            + " 75 %% of the steps; for resnet50 imagenet, x 0.1 at 1/3, 2/3 and 8/9 of the steps.")
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
