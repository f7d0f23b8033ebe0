/* SPDX-License-Identifier: Apache-2.0 */
package org.hrbp.examples.cli;

import java.util.ArrayList;
import org.hrbp.density.Allocations;
import org.hrbp.examples.data.ImageSets;
import org.hrbp.pattern.Structures;
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
            description = "Data set: ${COMPLETION-CANDIDATES}.")
    @Nullable
    String data;

    @Option(
            names = "--structure",
            paramLabel = "NAME",
            completionCandidates = StructureNames.class,
            description = "Structure of the patterns: ${COMPLETION-CANDIDATES}. Default: hrbp.")
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
            description = "How density is spread over the layers: ${COMPLETION-CANDIDATES}. Default: erk.")
    @Nullable
    String allocation;

    @Option(
            names = "--block-density",
            paramLabel = "S",
            description = "Share of the kernel positions that a block keeps, in (0, 1]. Default: 1/3, 3 of 9.")
    @Nullable
    Double blockDensity;

    @Option(
            names = "--group-rows",
            paramLabel = "N",
            description = "Output channels per group of an hrbp pattern. Default: 0, what the network has (16 or 32).")
    @Nullable
    Integer groupRows;

    @Option(
            names = "--cover-channels",
            description = "Keep every input channel in at least one group where the budget allows it.")
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
            super(Allocations.ids());
        }
    }
}
