/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.util.ArrayList;
import org.hrbp.examples.data.ImageFolders;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.examples.run.Method;
import org.hrbp.examples.run.Networks;
import org.hrbp.pattern.StructureOptions;
import org.hrbp.pattern.Structures;
import org.hrbp.score.ScoreMethods;
import org.hrbp.zoo.Zoo;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which network, for which data, with which patterns. An option that is not given is null. */
final class NetOptions {
    @Option(
            names = "--net",
            paramLabel = "NAME",
            completionCandidates = NetNames.class,
            description = "Network: ${COMPLETION-CANDIDATES}.")
    @Nullable
    String net;

    @Option(
            names = "--data",
            paramLabel = "NAME",
            completionCandidates = DataNames.class,
            description =
                    "Data set: ${COMPLETION-CANDIDATES}. The last two are image files, by default made 224 pixels high"
                            + " and wide; imagefolder-64 makes them 64.")
    @Nullable
    String data;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            completionCandidates = MethodNames.class,
            description = "Static method: ${COMPLETION-CANDIDATES}; see hrbp methods. Default: hrbp.")
    @Nullable
    String method;

    @Option(
            names = "--structure",
            paramLabel = "NAME",
            completionCandidates = StructureNames.class,
            description = "Structure of the patterns, instead of --method: ${COMPLETION-CANDIDATES}.")
    @Nullable
    String structure;

    @Option(
            names = "--sparsity",
            paramLabel = "S",
            description = "Share of the weights that do not exist, in [0, 1). Default: 0.9; 0 for --structure dense.")
    @Nullable
    Double sparsity;

    @Option(
            names = "--allocation",
            paramLabel = "NAME",
            completionCandidates = AllocationNames.class,
            description = "How density is spread over the layers: ${COMPLETION-CANDIDATES}. Default: the method's.")
    @Nullable
    String allocation;

    @Option(
            names = "--score",
            paramLabel = "NAME",
            completionCandidates = ScoreNames.class,
            description = "What decides which weights are kept: ${COMPLETION-CANDIDATES}. Default: the method's.")
    @Nullable
    String score;

    @Option(
            names = "--partition",
            paramLabel = "NAME",
            completionCandidates = PartitionNames.class,
            description = "How rows are put into groups: ${COMPLETION-CANDIDATES}. Default: swap.")
    @Nullable
    String partition;

    @Option(
            names = "--prune-rate",
            paramLabel = "R",
            description = "Share of the remaining weights that a round of --method lth prunes. Default: 0.2.")
    @Nullable
    Double pruneRate;

    @Option(
            names = "--rewind-epochs",
            paramLabel = "N",
            description = "Epochs to which the rounds of --method lth go back. Default: 0, the initial weights.")
    @Nullable
    Integer rewindEpochs;

    @Option(
            names = "--round-epochs",
            paramLabel = "N",
            description = "Epochs of the rounds of --method lth before its last. Default: those of --epochs.")
    @Nullable
    Integer roundEpochs;

    @Option(
            names = "--block-density",
            paramLabel = "S",
            description = "Share of the kernel positions that a block keeps, in (0, 1]. Default: 1/3, 3 of 9.")
    @Nullable
    Double blockDensity;

    @Option(
            names = "--group-rows",
            paramLabel = "N",
            description = "Output channels per group of an hrbp or grouping pattern. Default: 0, a sixteenth of the"
                    + " layer's in whole fours, at most 32.")
    @Nullable
    Integer groupRows;

    @Option(
            names = "--cover-channels",
            negatable = true,
            description =
                    "Keep every input channel in at least one group of an hrbp pattern where the budget allows it."
                            + " Default: yes.")
    @Nullable
    Boolean coverChannels;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of weights, patterns and data order. Default: 1.")
    @Nullable
    Long seed;

    /** For help and completion. */
    static final class NetNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        NetNames() {
            super(Zoo.names());
        }
    }

    /** For help and completion. */
    static final class DataNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        DataNames() {
            super(ImageSets.names());
            addAll(ImageFolders.names());
        }
    }

    /** For help and completion. */
    static final class StructureNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        StructureNames() {
            super(Structures.ids());
        }
    }

    /** For help and completion. */
    static final class AllocationNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        AllocationNames() {
            super(Networks.allocations());
        }
    }

    /** For help and completion. */
    static final class MethodNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        MethodNames() {
            super(Method.ids());
        }
    }

    /** For help and completion. */
    static final class ScoreNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        ScoreNames() {
            super(ScoreMethods.ids());
        }
    }

    /** For help and completion. */
    static final class PartitionNames extends ArrayList<String> {
        private static final long serialVersionUID = 1L;

        PartitionNames() {
            super(StructureOptions.PARTITIONERS);
        }
    }
}
